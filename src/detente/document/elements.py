"""HTML elements by what they do to lines."""

# fmt: off
#: Elements that have no end, or whose end is often left out; neither nests by being opened again.
FLAT = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup",
    "colgroup", "html", "head", "body", "rp", "rt",
))
#: Elements that begin and end a line.
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
    "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
    "button", "label",
))
#: Elements whose content a reader does not read as text.
SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "head", "iframe", "object", "embed", "canvas",
    "audio", "video", "map", "math", "select", "textarea", "datalist",
))
#: Elements that hold what is not the story.
OUTSIDE = frozenset((
    "nav", "footer", "aside", "form", "menu", "dialog",
))
# fmt: on
