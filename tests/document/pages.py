"""One page in two forms, written for these tests: as HTML, and as the dump of everything a reader sees."""

from __future__ import annotations

HEADLINE = "Finland and Norway reopen talks on Arctic rescue flights"
PARAGRAPHS = (
    "Finland and Norway agreed on Tuesday to reopen talks about joint rescue flights over the Arctic, "
    "ending a pause of almost two years.",
    "The Finnish interior minister met her Norwegian colleague for three hours in a hotel by the harbour. "
    "Both called the meeting useful.",
    "“We fly over the same sea, and the sea does not ask for passports,” the Finnish minister told reporters. "
    "“It would be foolish to do this twice.”",
    "No.",
    "That was her whole answer when she was asked whether the quarrel over landing fees was still alive.",
    "What comes next",
    "Officials from both sides will meet again in Helsinki in June – and a treaty could be signed before winter, "
    "according to a diplomat who was in the room.",
    "Sweden, which has observed the talks since they began, said that it would not stand in the way.",
)
CAPTION = "The two ministers on the quay in Tromsø after their meeting"
CREDIT = "Jane Doe, Example Agency/AFP"

PLAIN = f"""Skip to main content
* Home
* World
* Politics
* Business
* Sport
Search
Subscribe
World
{HEADLINE}
By Mary Roe
Published: 14 May 2019
Share
* Facebook
* Twitter
* Email
{CAPTION} ({CREDIT})
TROMSØ, Norway (Reuters) — {PARAGRAPHS[0]}
{PARAGRAPHS[1]}
Advertisement
{PARAGRAPHS[2]}
{PARAGRAPHS[3]}
{PARAGRAPHS[4]}
{PARAGRAPHS[5]}
{PARAGRAPHS[6]}
{PARAGRAPHS[7]}
Related stories
Denmark orders two new patrol ships for Greenland
Iceland asks its neighbours for help with the harbour
Sweden counts its icebreakers
Leave a comment
Your email address will not be published. Required fields are marked *
Name *
Email *
Website
Post Comment
This site uses Akismet to reduce spam.
Learn how your comment data is processed.
We use cookies to give you the best experience. By continuing you accept our privacy policy.
Accept all
Terms of use
Privacy policy
© 2019 Example Times. All rights reserved.
"""

_STORY = "\n".join(f"<h2>{text}</h2>" if text == PARAGRAPHS[5] else f"<p>{text}</p>" for text in PARAGRAPHS[1:])
HTML = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{HEADLINE} | Example Times</title>
<meta property="og:title" content="{HEADLINE}"><meta property="og:site_name" content="Example Times">
<script>document.write("<p>A script must not write into the story.</p>")</script></head><body>
<a href="#main">Skip to main content</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li><li><a href="/p">Politics</a></li>
<li><a href="/b">Business</a></li><li><a href="/s">Sport</a></li></ul></nav>
<form><label>Search</label><button>Subscribe</button></form>
<main id="main"><article><span class="kicker">World</span><h1>{HEADLINE}</h1>
<div class="byline">By Mary Roe</div><div class="date">Published: 14 May 2019</div>
<div class="share"><ul><li><a href="#">Facebook</a></li><li><a href="#">Twitter</a></li></ul></div>
<figure><img src="x.jpg" alt=""><figcaption>{CAPTION} ({CREDIT})</figcaption></figure>
<p>TROMSØ, Norway (Reuters) — {PARAGRAPHS[0]}</p>
{_STORY}
</article>
<aside><h3>Related stories</h3><ul><li><a href="/1">Denmark orders two new patrol ships for Greenland</a></li>
<li><a href="/2">Iceland asks its neighbours for help with the harbour</a></li></ul></aside>
<section><h3>Leave a comment</h3>
<form><p>Your email address will not be published. Required fields are marked *</p>
<label>Name *</label><label>Email *</label><button>Post Comment</button></form>
<p>This site uses Akismet to reduce spam.</p>
<p>Learn how your comment data is processed.</p></section></main>
<footer><p>© 2019 Example Times. All rights reserved.</p></footer>
</body></html>"""
