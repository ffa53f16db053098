"""How the results came about: the graph, one generation's stages, the params, the commit."""

import html

from ser.report import markup
from ser.report.markup import Markup, paragraph
from ser.report.sections import Given


def section(given: Given, params_text: str, commit: str) -> Markup:
    pictures = [given.drawn["generations"]]
    read = "First, each model under the one it came from, with its accuracy; dashed, the references."
    if given.p.generations:
        pictures.append(given.drawn["stages"])
        read += " Then the stages of one generation: what makes it, and what measures it; dashed, what is given."
    pair = "".join(f"<div>{picture}</div>" for picture in pictures)
    return markup.section(
        "made",
        "How it was made",
        paragraph(read, "read"),
        f'<div class="pair">{pair}</div>',
        "<h3>The params</h3>",
        f"<pre>{html.escape(params_text)}</pre>",
        paragraph(f"Measured from commit {commit}."),
    )
