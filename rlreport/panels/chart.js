// A chart of the page. Its view stays while its specification does: new rows, another part of the
// axis and another key observation are drawn in it. Charts of one row and axis move together.
// All that comes from a log arrives as data: nothing here builds code or markup from it.

const SETTLED = 200 // milliseconds without a move until the server hears of it
const IDLE = 1000 // milliseconds without a change until what a switch leads to is set up
const MOST = 4 // charts for which that is done: it takes a tenth of a second for each
const ERRORS = 1 // as Vega counts: it also warns of each layer that has no rows
const charts = new Map()
// By key, the ends of the next part in view, as shares of this one.
const MOVES = {
  "+": [0.2, 0.8],
  "-": [-0.33, 1.33],
  ArrowLeft: [-0.25, 0.75],
  ArrowRight: [0.25, 1.25],
}
/** Whether Vega must interpret its expressions, as a policy forbids to compile them. */
const interpreted = (() => {
  try {
    new Function()
    return false
  } catch {
    return true
  }
})()
let scripts
let touched // the chart that a reader's pointer was on last

/** The scripts that draw: the page's own tag loads them; where that failed, another one does. */
const loaded = () =>
  (scripts ??= new Promise((ready, failed) => {
    if (window.vegaEmbed) return ready()
    let tag = document.querySelector('script[src="charts.js"]')
    if (!tag || document.readyState === "complete") {
      tag = document.createElement("script")
      tag.src = "charts.js"
      document.head.append(tag)
    }
    tag.onload = ready
    tag.onerror = () => {
      scripts = undefined
      failed(new Error("The scripts that draw charts did not load. Reload the page to try again."))
    }
  }))

/** Axes whose words come with the rows, and legends that know how much room they have. */
const worded = (room) => (vega) => {
  if (room) vega.signals.find(({ name }) => name === "room").update = String(room)
  for (const axis of vega.axes) {
    const told = (part) => ({ signal: `(data('frame')[0] || {x: {}, y: {}}).${axis.scale}.${part}` })
    axis.tickMinStep = told("tickMinStep")
    if (axis.title) Object.assign(axis, { title: told("title"), format: told("format") })
  }
  return vega
}

const table = (lines, escape) => {
  const line = ([name, value]) =>
    `<tr><td class="key">${escape(name)}</td><td class="value">${escape(value)}</td></tr>`
  return `<table>${lines.map(line).join("")}</table>`
}

const same = (a, b) => a === b || Boolean(a && b && a[0] === b[0] && a[1] === b[1])

/** Columns as JSON -> one object for each row, which knows what the rows are called. */
const records = (of, written) => {
  const columns = JSON.parse(written)
  const names = Object.keys(columns)
  return (columns[names[0]] ?? []).map((_, row) => {
    const record = { of }
    for (const name of names) record[name] = columns[name][row]
    return record
  })
}

/** A specification as this writes it, and with the other kind of scale on an axis. */
const plain = (written) => JSON.stringify(JSON.parse(written))
const switched = (written, axis) => {
  const spec = JSON.parse(written)
  for (const { encoding } of spec.layer) {
    const scale = encoding?.[axis]?.scale
    if (!scale || scale.type === "utc") continue
    const even = scale.type === "log"
    scale.type = even ? "linear" : "log"
    if (axis === "x") even ? (scale.zero = false) : delete scale.zero
  }
  return JSON.stringify(spec)
}

const idle = () => new Promise((now) => (window.requestIdleCallback ?? setTimeout)(now))

const leave = (drawn) => {
  drawn?.finalize()
  drawn?.box.remove()
}

class Chart {
  constructor(host) {
    this.host = host
    this.drawing = Promise.resolve()
    this.ready = [] // charts without rows that a switch of an axis leads to
    this.sized = new ResizeObserver(() => this.fit())
    this.sized.observe(host)
    for (const kind of ["pointerover", "pointerdown", "wheel"])
      host.addEventListener(kind, () => (touched = this), { passive: true })
    host.addEventListener("keydown", (event) => this.pressed(event))
  }

  /** Draw `data` when what is being drawn is done; of several that wait, the last. */
  show(data) {
    this.newest = data
    clearTimeout(this.resting)
    this.resting = setTimeout(() => this.prepare(), IDLE)
    this.drawing = this.drawing.then(async () => {
      if (this.newest !== data || !this.host.isConnected) return
      try {
        await this.draw(data)
        this.host.dataset.drawn = ""
      } catch (error) {
        this.forget()
        this.host.textContent = error.message
      }
    })
  }

  get view() {
    return this.drawn?.view
  }

  async draw(data) {
    this.data = data
    this.host.style.height = data.height ? `${data.height}px` : ""
    const other = data.spec !== this.drawn?.spec
    if (other) {
      this.take(this.known(data) ?? (await this.mount(data)))
      this.whole = null
    }
    this.put(data.rows)
    if (!data.window) this.whole = data.rows
    this.view.signal("chosen", data.chosen)
    if (other || data.turn !== this.turn) this.move(data.window)
    this.turn = data.turn
    await this.view.runAsync()
    this.fit()
  }

  /** What was set up for the specification earlier, if it was. */
  known({ spec }) {
    if (spec === this.before?.spec) return this.before
    const written = this.ready.length ? plain(spec) : ""
    const found = this.ready.find((one) => one.spec === written)
    this.ready = this.ready.filter((one) => one !== found)
    return found && Object.assign(found, { spec })
  }

  /** Set up what the switches of the axes lead to, while nothing else is to be done. */
  prepare() {
    const { data } = this
    const few = [...charts.values()].filter((other) => other.data?.row === data?.row).length <= MOST
    if (data?.row !== "chart" || !data.height || !few) return
    const before = this.before && plain(this.before.spec)
    const switches = ["y", "x"].map((axis) => switched(data.spec, axis))
    const wanted = switches.filter((spec) => spec !== plain(data.spec))
    const kept = this.ready.filter(({ spec }) => wanted.includes(spec))
    this.ready.filter((one) => !kept.includes(one)).forEach(leave)
    this.ready = kept
    for (const spec of wanted) {
      if (spec === before || kept.some((one) => one.spec === spec)) continue
      this.drawing = this.drawing.then(async () => {
        await idle()
        if (this.newest !== data || !this.host.isConnected) return
        try {
          const drawn = await this.mount({ spec, rows: {} })
          if (this.host.isConnected) this.ready.push(drawn)
          else leave(drawn)
        } catch {
          // it is set up, and what is wrong is said, when it is asked for
        }
      })
    }
  }

  /** Show what is `drawn`; what was shown before is kept, as readers go to and fro. */
  take(drawn) {
    if (drawn !== this.before) leave(this.before)
    this.before = this.drawn
    this.drawn = drawn
    this.host.replaceChildren(drawn.box)
  }

  /** Set a chart up; an earlier one is seen until it is drawn. */
  async mount({ spec: written, rows }) {
    await loaded()
    const box = document.createElement("div")
    const spec = JSON.parse(written)
    const formatTooltip = (value, escape) =>
      value.of ? table(this.said(value), escape) : escape(value)
    const names = new Set(spec.layer.map(({ data }) => data.name))
    const datasets = Object.fromEntries([...names].map((n) => [n, records(n, rows[n] ?? "{}")]))
    const [width, height] = this.size()
    const autosize = { type: "fit", contains: "padding" }
    const theme = getComputedStyle(this.host).colorScheme === "dark" ? "dark" : "light"
    const drawing = { ast: interpreted, renderer: "canvas", patch: worded(width) }
    const { view, finalize } = await vegaEmbed(
      box,
      { ...spec, datasets, width, height, autosize },
      { ...drawing, actions: false, tooltip: { theme, formatTooltip }, logLevel: ERRORS },
    )
    view.addSignalListener("zoom_x", (_, moved) => this.moved(moved))
    if (written.includes('"crosshair"'))
      view.addDataListener("crosshair_store", (_, chosen) => this.pointed(chosen))
    return { view, finalize, box, spec: written, rows, filled: [width, height] }
  }

  /** What the tooltip of a row says: written when it is seen, not for every mark that is drawn. */
  said(row) {
    const { [row.of]: columns } = JSON.parse(this.data.tooltips)
    const locale = this.view.locale()
    return columns
      .filter(({ field }) => (row[field] ?? null) !== null)
      .map(({ field, format, title }) => [
        title.replaceAll("\\\\", "\\"), // doubled for the expressions of Vega-Lite
        format ? locale.format(format)(row[field]) : row[field],
      ])
  }

  size() {
    return [this.host.clientWidth, this.host.clientHeight]
  }

  /** Fill the host where that has another size than when this was last done. */
  fit() {
    const [width, height] = this.size()
    if (!this.view || !width || !height || same(this.drawn.filled, [width, height])) return
    this.drawn.filled = [width, height]
    this.view.signal("room", width).width(width).height(height).runAsync()
  }

  /** Exchange the rows that are others than those drawn. */
  put(rows) {
    for (const [name, columns] of Object.entries(rows))
      if (columns !== this.drawn.rows[name]) this.view.data(name, records(name, columns))
    this.drawn.rows = rows
  }

  beside() {
    const { row, axis } = this.data
    const alike = ({ view, data }) => view && data.row === row && data.axis === axis
    return [...charts.values()].filter((other) => other !== this && alike(other))
  }

  /** Show a part of the axis, all of it where that is null. */
  move(window) {
    this.window = window
    if (!window && this.whole) this.put(this.whole)
    this.view.signal("zoom_x", window)
  }

  /** A reader moved this chart: the others go with it, and the server hears of it. */
  moved(window) {
    if (same(window, this.window)) return
    for (const one of [this, ...this.beside()]) {
      one.move(window)
      one.view.runAsync()
    }
    clearTimeout(this.waiting)
    this.waiting = setTimeout(() => this.tell(window), SETTLED)
  }

  /** A key moves the chart, but while presenting, when keys step through the observations. */
  pressed(event) {
    const shares = MOVES[event.key]
    const whole = event.key === "Escape" && this.window
    const ours = !event.ctrlKey && !event.metaKey && this.view && this.data.height
    if (!ours || !(shares || whole)) return
    event.preventDefault()
    event.stopPropagation()
    const scale = this.view.scale("x")
    const [first, last] = scale.range()
    const at = (share) => Number(scale.invert(first + share * (last - first)))
    this.moved(whole ? null : shares.map(at))
  }

  /** The others point to the same place of the axis. */
  pointed(chosen) {
    if (touched !== this) return
    for (const other of this.beside()) other.view.data("crosshair_store", chosen).runAsync()
  }

  /** The chart as a picture, as large as it stands here; PNG with two pixels for each. */
  async save(kind) {
    const link = document.createElement("a")
    link.href = await this.view.toImageURL(kind, kind === "png" ? 2 : 1)
    link.download = `${this.data.title}.${kind}`
    link.click()
  }

  forget() {
    leave(this.drawn)
    leave(this.before)
    this.ready.forEach(leave)
    this.ready = []
    this.drawn = this.before = null
  }

  leave() {
    clearTimeout(this.resting)
    this.sized.disconnect()
    this.forget()
  }
}

export default function ({ data, parentElement, setStateValue }) {
  const part = (selector) => parentElement.querySelector(selector)
  part("h2").textContent = data.title
  part(".points-shown").textContent = data.shown
  part(".heard").textContent = data.said
  const host = part(".chart")
  host.setAttribute("aria-label", `Chart: ${data.title}`)
  const chart = charts.get(host) ?? new Chart(host)
  charts.set(host, chart)
  chart.tell = (window) => setStateValue("zoom", window)
  chart.show(data)
  part(".chart-tools").onclick = ({ target: { dataset } }) => {
    if (dataset.save && chart.view) chart.save(dataset.save)
    else if ("full" in dataset) host.requestFullscreen()
  }
  return () =>
    setTimeout(() => {
      if (host.isConnected) return
      charts.delete(host)
      chart.leave()
    })
}
