"""What assistive technology hears of the page, and where the keyboard stands.

Every new report and every chosen key observation is announced. Where the part that had the focus
is drawn anew, hidden or disabled for a moment, it gets it back, or else the next step of a
presentation or the choice of the key observation: Streamlit lets it go to the top of the page.

Streamlit calls the place for uploads a presentation, which has a name: that is a group.
"""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

_HEAR = """
const STOPS = 'button, input, summary, a[href], textarea, [tabindex="0"]'
const KEYED = '[class*="st-key-"]'
let told, last, left

const PLACES = '[data-testid="stFileUploaderDropzone"][role="presentation"]'
const group = () => document.querySelectorAll(PLACES).forEach(e => e.setAttribute("role", "group"))

const status = () => {
  const known = document.getElementById("heard")
  if (known) return known
  const made = document.createElement("div")
  Object.assign(made, { id: "heard", role: "status" })
  made.style.cssText = "position: fixed; width: 1px; height: 1px; clip-path: inset(50%)"
  return document.body.appendChild(made)
}
const tell = ({ said, of }) => {
  const place = status()
  if (told !== undefined && told !== of) {
    place.textContent = ""
    setTimeout(() => { place.textContent = said }, 100)
  }
  told = of
}

const stops = part => [...part?.querySelectorAll(STOPS) ?? []]
const focused = ({ target }) => {
  const part = target.closest(KEYED)
  const key = [...part?.classList ?? []].find(name => name.startsWith("st-key-"))
  last = { target, key, place: stops(part).indexOf(target) }
  left = false
}
const pressed = ({ key }) => { left ||= key === "Tab" }
const touched = () => { last = undefined }
const usable = stop => stop?.isConnected && !stop.disabled && stop.checkVisibility()
const keep = () => {
  const at = document.activeElement  // which a browser lets go only when it draws
  if (!last || (at !== document.body && at?.checkVisibility())) return
  if (left) return touched()
  const again = stops(last.key && document.querySelector(`.${last.key}`))[last.place]
  if (last.target.disabled && last.target.checkVisibility()) return
  const others = [".st-key-next button", '.st-key-focus [aria-checked="true"]']
  const known = others.map(selector => document.querySelector(selector))
  const stop = [last.target, again, ...known].find(usable)
  stop?.focus({ preventScroll: true })
}

export default function ({ data }) {
  tell(data)
  document.addEventListener("focusin", focused)
  document.addEventListener("keydown", pressed, true)
  document.addEventListener("pointerdown", touched, true)
  const timer = setInterval(() => { group(); keep() }, 150)
  return () => {
    clearInterval(timer)
    document.removeEventListener("focusin", focused)
    document.removeEventListener("keydown", pressed, true)
    document.removeEventListener("pointerdown", touched, true)
  }
}
"""
_hear = st.components.v2.component("rlreport_heard", js=_HEAR)


def heard(said: str, of: Hashable) -> None:
    """Announce `said` where `of`, what it is said of, is another than before."""
    _hear(key="heard", data={"said": said, "of": str(hash(of))}, height=1)
