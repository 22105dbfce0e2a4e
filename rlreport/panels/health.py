"""What was wrong: errors, files that were refused, and blemishes of the data."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from rlreport import wording
from rlreport.errors import RlreportError
from rlreport.panels.markdown import plain
from rlreport.read import formats
from rlreport.texts import many
from rlreport.values import Findings, Issue, Logs, Refusal

_LISTED = 3
"""Files about which is said above a report why they were not read; of more that is folded away."""
_ALL = 50
_LOG = logging.getLogger("rlreport")


@contextmanager
def guarded(otherwise: Callable[[], None] | None = None) -> Iterator[None]:
    """Whatever goes wrong inside is said in a plain sentence; the traceback goes to the log.

    Args:
        otherwise: draws what helps on below that sentence.
    """
    try:
        yield
    except RlreportError as error:
        failure(error)
    except Exception:  # noqa: BLE001 - the page must stay, and its log says all
        _LOG.exception("an error that rlreport does not know")
        st.error(
            "**This should not have happened.** The report could not be made from these logs with "
            "these choices.  \nReset the choices, or report the fault: the server's log says more.",
            icon=":material/bug_report:",
        )
    else:
        return
    if otherwise:
        otherwise()


def failure(error: RlreportError) -> None:
    """A mistake that the user can mend: what was found, and what to do."""
    advice = f"  \n{plain(error.advice)}" if error.advice else ""
    st.error(f"**{plain(error.reason)}**{advice}", icon=":material/error:")


def refusals(logs: Logs) -> None:
    """The files that could not be read, by name; the others are still reported."""
    refused = logs.refused
    if not refused:
        return
    files = wording.count(len(refused), "file")
    said = f"**{files} could not be read.** The report is about the others."
    lines = [*map(_line, wording.alike(refused))]
    if len(refused) <= _LISTED:
        st.warning("\n".join([said, "", *lines]), icon=":material/report:")
        return
    lines[_ALL:] = [f"- and {len(lines) - _ALL} more"] if len(lines) > _ALL else []
    st.expander(said, icon=":material/report:").markdown("\n".join(lines))


def nothing(logs: Logs) -> None:
    """The page where no log could be read: what was found, and what to do."""
    refused = logs.refused
    st.title("There is nothing to report on yet", anchor=False)
    if not refused:
        st.markdown("The chosen logs hold no metric.")
        return
    files = wording.count(len(refused), "file")
    st.markdown(f"{wording.capitalised(files)} could not be read as a log of a training run:")
    told = wording.alike(refused)
    for same in told[:_ALL]:
        with st.container(border=True, gap="xxsmall"):
            st.markdown(_reason(same))
            st.caption(plain(same[0].advice))
    if left := sum(map(len, told[_ALL:])):
        st.caption(f"And {left} more.")
    known = sorted((format_.label for format_ in formats()), key=str.casefold)
    opened = st.expander("What can be read", icon=":material/description:")
    with opened, st.container(key="known"):
        st.markdown("\n".join(f"- {plain(label)}" for label in known))
        st.markdown("All of these compressed, in archives and in folders, too.")


def health(findings: Findings) -> None:
    """The data's blemishes in words and as a table."""
    sentences = [s.text for s in findings.narrative.sentences if s.section == "data health"]
    opened = st.expander("Data health", icon=":material/health_and_safety:")
    with opened, st.container(key="health"):
        parts = ["\n".join(f"- {plain(text)}" for text in sentences) or "No blemishes found."]
        rows = [*_rows(findings.issues)]
        rows += map(_refused, wording.alike(findings.logs.refused))
        if rows:
            head = ["| What | Where | Count | What was done |", "|---|---|--:|---|"]
            parts.append("\n".join(head + rows[:_ALL]))
        if len(rows) > _ALL:
            parts.append(f"And {len(rows) - _ALL} more, all of which the JSON file holds.")
        st.markdown("\n\n".join(parts))


def _rows(issues: Sequence[Issue]) -> Iterator[str]:
    """A line for each remark, which may be on several files alike."""
    alike: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        alike.setdefault((issue.kind, issue.text), []).append(issue)
    for (kind, text), found in alike.items():
        more = f" and {many(len(found) - 1, 'other')}" if len(found) > 1 else ""
        yield _row(kind, f"{found[0].where}{more}", sum(issue.count for issue in found), text)


def _row(what: str, where: str, count: int, text: str) -> str:
    """One line of a table in Markdown."""
    return f"| {plain(what)} | {plain(where)} | {count:,} | {plain(text)} |"


def _refused(alike: Sequence[Refusal]) -> str:
    why = wording.capitalised(wording.refused_why(alike, alone="it"))
    return _row("not read", wording.refused_paths(alike), len(alike), f"{why} {alike[0].advice}")


def _line(alike: Sequence[Refusal]) -> str:
    return f"- {_reason(alike)} {plain(alike[0].advice)}"


def _reason(alike: Sequence[Refusal]) -> str:
    where = plain(wording.refused_paths(alike), 200)
    return f"**{where}** {plain(wording.refused_why(alike))}"
