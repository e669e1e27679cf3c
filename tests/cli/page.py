"""Looks at index.html of a run's folder: page.py FOLDER [maps=N] [charts=N] [state=WORD] [says=TEXT]... [bytes=MOST] [damaged] [long]

`damaged`: its series cannot be read to its end; `long`: its series is not that of the run. Whatever the run was, the page must be well-formed and whole by itself, and its numbers those of run.json and series.csv.
"""
import base64, collections, csv, html.parser, json, math, os, re, struct, sys, urllib.parse, zlib

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.ids, self.references, self.section = [], [], [], ""
        self.text = collections.defaultdict(str)  # by section
        self.sections, self.elements, self.cards, self.rows, self.svg = [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.elements.append((tag, a))
        if "id" in a:
            self.ids.append(a["id"])
        for key in ("src", "href", "xlink:href", "action", "poster", "srcset", "data"):
            if key in a:
                self.references.append((tag, a[key]))
        if tag in ("section", "header"):
            self.section = a.get("id", tag)
            self.sections.append(self.section)
        if tag == "div" and a.get("class", "").startswith("card") and a["class"] != "cards":
            self.cards.append({"name": "", "text": "", "value": None, "class": a["class"]})
        if tag == "data" and "b" in self.open:
            self.cards[-1]["value"] = float(a["value"])
        if tag == "tr":
            self.rows.append((self.section, []))
        if tag in ("td", "th"):
            self.rows[-1][1].append({"text": "", "value": None})
        if tag == "data" and "td" in self.open:
            self.rows[-1][1][-1]["value"] = float(a["value"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}, line {self.getpos()}"
        self.open.pop()

    def handle_data(self, data):
        if "script" in self.open or "style" in self.open:
            return
        self.text[self.section] += data
        if "b" in self.open and self.cards:
            self.cards[-1]["text"] += data
        elif self.open and self.open[-1] == "div" and self.cards and self.cards[-1]["text"] == "":
            self.cards[-1]["name"] += data.strip()
        if "td" in self.open or "th" in self.open:
            self.rows[-1][1][-1]["text"] += data


def check_png(data):
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, chunks = 8, []
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size:at + 12 + size])[0] == zlib.crc32(kind + body), kind
        chunks.append((kind, body))
        at += 12 + size
    assert [k for k, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"] and at == len(data)
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    rows = zlib.decompress(chunks[2][1])
    assert (depth, colour) == (8, 3) and len(rows) == (width + 1) * height and width > 30 and height > 30
    seen = set()
    for j in range(height):
        row, index = rows[j * (width + 1):(j + 1) * (width + 1)], 0
        assert row[0] == 1
        for byte in row[1:]:
            index = (index + byte) & 255
            seen.add(index)
    assert len(seen) > 8, "a picture of one colour"


def check_references(page, text, folder):
    for tag, reference in page.references:
        if reference.startswith(("data:", "#")):
            continue
        assert "://" not in reference and not reference.startswith("/"), reference
        assert os.path.exists(os.path.join(folder, urllib.parse.unquote(reference))), reference
    assert not [t for t, a in page.elements if t == "script" and "src" in a]
    outside = set(re.findall(r"https?://[^\s\"'<)]*", text)) - {"http://www.w3.org/2000/svg"}
    assert not outside, outside
    assert "@import" not in text and "url(http" not in text


def same(a, b):
    return a == b or (a is not None and b is not None and math.isnan(a) and math.isnan(b))


def check_cards(page, run):
    summary = run.get("summary") or {}
    trust = summary.get("trust") or {}
    value = {c["name"]: c["value"] for c in page.cards}
    for name, wanted in (("steps", run["step"]), ("time reached", run["time"]), ("stepping, wall time", summary.get("wall")),
                         ("cell-steps per second", summary.get("cell_steps_per_second")), ("momentum drift", summary.get("momentum_drift")),
                         ("Knudsen number up to", trust.get("knudsen")), ("inverse Reynolds up to", trust.get("reynolds")),
                         ("acausal cells", trust.get("acausal")), ("tail of the spectra up to", trust.get("tail")),
                         ("largest Lorentz factor", summary.get("gamma_max"))):
        assert value[name] == wanted, (name, value[name], wanted)
    colour = {c["name"]: c["class"] for c in page.cards}
    for name, number, most in (("Knudsen number up to", trust.get("knudsen"), 1), ("inverse Reynolds up to", trust.get("reynolds"), 1),
                               ("tail of the spectra up to", trust.get("tail"), 1e-3), ("acausal cells", trust.get("acausal"), 0)):
        if number is not None:
            assert colour[name] == ("card bad" if number > most else "card good"), (name, colour[name])
    for text in run["warnings"] + [summary.get("command", ""), trust.get("text", ""), summary.get("error") or ""]:
        assert text in page.text["header"], text


def check_series(page, folder, run):
    with open(os.path.join(folder, "series.csv")) as file:
        lines = list(csv.reader(file))
    names = [name.split(" [")[0] for name in lines[0]]
    column = {n: [float(row[i]) for row in lines[1:]] for i, n in enumerate(names)}
    finite = {n: [v for v in c if math.isfinite(v)] for n, c in column.items()}
    table = {r[0]["text"]: [cell["value"] for cell in r[1:5]] for s, r in page.rows if s == "series"}
    assert len(table) >= 15, table.keys()
    for name, cells in table.items():
        if name != "column":
            c = finite[name]
            assert cells == [c[0], c[-1], min(c), max(c)], (name, cells)
    drawn = set()
    for tag, a in page.elements:
        if tag == "path" and "data-points" in a and a["data-name"] in column:
            name = a["data-name"]
            drawn.add(name)
            points = [tuple(map(float, p.split(","))) for p in a["data-points"].split()]
            rows = [(t, v) for t, v in zip(column["time"], column[name]) if math.isfinite(v)]
            rows = rows[1:] if name == "dt" and len(rows) > 1 else rows
            assert abs(max(v for _, v in points) - max(v for _, v in rows)) <= 1e-8 * abs(max(v for _, v in rows)), name
            assert abs(min(v for _, v in points) - min(v for _, v in rows)) <= 1e-8 * abs(min(v for _, v in rows)), name
            if len(rows) <= 256:
                assert len(points) == len(rows), (name, len(points), len(rows))
                assert all(abs(p[0] - r[0]) <= 1e-6 * abs(r[0]) and abs(p[1] - r[1]) <= 1e-8 * abs(r[1]) for p, r in zip(points, rows)), name
            else:
                assert len(points) <= 514 and points == sorted(points, key=lambda p: p[0])
    assert {"e_max", "gamma_max", "newton_max"} <= drawn, drawn


    summary = run.get("summary") if "long" not in sys.argv else None
    trust = (summary or {}).get("trust")
    if summary:
        largest = lambda *of: max(v for n in of for v in finite[n])
        assert summary["energy_change"] == column["energy_drift"][-1]
        assert summary["momentum_drift"] == max(abs(column[f"momentum_drift_{i}"][-1]) for i in (1, 2, 3))
        assert summary["gamma_max"] == largest("gamma_max") and trust["acausal"] == largest("acausal")
        assert trust["knudsen"] == largest("knudsen_theta", "knudsen_sigma")
        assert trust["reynolds"] == largest("reynolds_shear", "reynolds_bulk")
        assert trust["tail"] == (largest("tail") if finite["tail"] else None)


def check_profile(page, folder):
    with open(os.path.join(folder, "profile", "profile.json")) as file:
        profile = json.load(file)
    value = {c["name"]: c["value"] for c in page.cards}
    assert value["time in steps, with output"] == profile["summary"]["step_wall"] and value["the whole run"] == profile["run"]["wall"]
    assert value["redundant calls"] == profile["summary"]["redundant_calls"] and value["peak memory"] == profile["run"]["peak_rss"]
    spots = [(h["name"], h["wall_self"]) for h in profile["hot_spots"][:12]]
    rows = [[cell for cell in r] for s, r in page.rows if s == "profile"]
    assert [(r[0]["text"], r[2]["value"]) for r in rows if len(r) == 6 and r[2]["value"] is not None] == spots, spots
    for target in profile["targets"][:8]:
        assert [r for r in rows if r[0]["text"] == target["name"] and r[-1]["text"] == target["reason"]], target
    for line in profile["warnings"]:
        assert line in page.text["profile"], line
    assert os.path.exists(os.path.join(folder, "profile", "profile.html")) == ("The whole profile" in page.text["profile"])


def check_files(page, folder):
    listed = {r[0]["text"]: r[1]["value"] for s, r in page.rows if s == "files" and len(r) == 3 and r[1]["value"] is not None}
    there = {f for f in os.listdir(folder) if not f.startswith(".") and f not in ("index.html", "profile")}
    there |= {"profile/" + f for f in os.listdir(os.path.join(folder, "profile"))} if os.path.isdir(os.path.join(folder, "profile")) else set()
    more = sum(int(m) for m in re.findall(r"and (\d+) more", page.text["files"]))
    assert set(listed) <= there and len(there) == len(listed) + more, (there ^ set(listed), more)
    for name, size in listed.items():
        assert os.path.getsize(os.path.join(folder, name)) == size, name


def main():
    folder, wanted = sys.argv[1], [w.partition("=")[::2] for w in sys.argv[2:]]
    with open(os.path.join(folder, "index.html"), encoding="utf-8") as file:
        text = file.read()
    assert text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n")
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == [], page.open
    assert len(page.ids) == len(set(page.ids)), "an id occurs twice"
    assert page.sections == ["header", "fields", "series", "profile", "files", "environment"], page.sections
    with open(os.path.join(folder, "run.json")) as file:
        run = json.load(file)
    is_damaged = ("damaged", "") in wanted
    check_references(page, text, folder)
    check_cards(page, run)
    check_files(page, folder)
    if os.path.exists(os.path.join(folder, "series.csv")) and not is_damaged:
        check_series(page, folder, run)
    if os.path.exists(os.path.join(folder, "profile", "profile.json")) and not is_damaged:
        check_profile(page, folder)
    images = [a["href"] for tag, a in page.elements if tag == "image"]
    for image in images:
        check_png(base64.b64decode(image.removeprefix("data:image/png;base64,"), validate=True))
    charts = sum(tag == "figure" and a.get("class") == "chart" for tag, a in page.elements)
    everything = "".join(page.text.values())
    for key, value in wanted:
        if key == "maps":
            assert len(images) == int(value), len(images)
        elif key == "charts":
            assert charts == int(value), charts
        elif key == "state":
            assert run["state"] == value and value.replace("breakdown", "numerical breakdown") in page.text["header"]
        elif key == "says":
            assert value in everything, f"{value!r} is not on the page"
        elif key == "bytes":
            assert len(text) <= int(value), len(text)


main()
