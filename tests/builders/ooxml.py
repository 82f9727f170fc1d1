"""Word and PowerPoint files with a value in every place where the format can hold one.

A value is its place in brackets: 【本文】. Each function returns the bytes of one file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.builders import xlsx

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
        "r": _OFFICE,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "w15": "http://schemas.microsoft.com/office/word/2012/wordml",
        "p188": "http://schemas.microsoft.com/office/powerpoint/2018/8/main",
        "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "ep": "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        "cu": "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "vt": "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    }.items()
)
_TYPES = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "word/header": "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml",
    "word/footer": "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml",
    "word/footnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
    "word/endnotes": "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml",
    "word/comments": "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml",
    "word/settings": "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml",
    "docProps/core": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}

Relations = Mapping[str, tuple[str, str]]  # id → (kind, target); a target with a colon lies outside


def package(parts: Mapping[str, str | bytes], relations: Mapping[str, Relations]) -> bytes:
    """A zip of XML parts (the namespaces of `_NS` are declared in each) with the relations of each."""
    buffer = io.BytesIO()
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name in parts
        if (kind := next((k for start, k in _TYPES.items() if name.startswith(start)), ""))
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="html" ContentType="text/html"/>{overrides}</Types>',
        )
        for name, content in parts.items():
            if isinstance(content, str) and content.startswith("<"):
                tag_end = min(content.find(mark) for mark in ("/>", ">", " ") if mark in content)
                content = '<?xml version="1.0" encoding="UTF-8"?>' + f"{content[:tag_end]} {_NS}{content[tag_end:]}"
            archive.writestr(name, content)
        for name, targets in relations.items():
            folder, _, base = name.rpartition("/")
            lines = "".join(
                f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"'
                f"{' TargetMode=' + chr(34) + 'External' + chr(34) if ':' in target else ''}/>"
                for id, (kind, target) in targets.items()
            )
            path = f"{folder}/_rels/{base}.rels".lstrip("/")
            start = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            archive.writestr(path, f"{start}{lines}</Relationships>")
    return buffer.getvalue()


def _run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def _paragraph(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def _cell(*inner: str) -> str:
    return f"<w:tc>{''.join(inner)}</w:tc>"


def _table(*rows: list[str]) -> str:
    cells = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>{cells}</w:tbl>'


def _box(text: str) -> str:
    return f"<w:txbxContent>{_paragraph(_run(text))}</w:txbxContent>"


_RUBY = (
    "<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val='center'/></w:rubyPr><w:rt><w:r><w:t>【ルビ】</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>【親文字】</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
_BODY = [
    _paragraph(_run("【本文】")),
    _paragraph(_run("【隠し文字】", "<w:rPr><w:vanish/></w:rPr>")),
    _paragraph('<w:ins w:id="1" w:author="【変更者】">', _run("【挿入】"), "</w:ins>"),
    _paragraph('<w:del w:id="2" w:author="【変更者】"><w:r><w:delText>【削除】</w:delText></w:r></w:del>'),
    _paragraph(
        _run("電話090-1234-"),
        '<w:del w:id="3" w:author="【変更者】"><w:r><w:delText>1111</w:delText></w:r></w:del>',
        '<w:ins w:id="4" w:author="【変更者】">',
        _run("2222"),
        "</w:ins>",
    ),
    _paragraph(_RUBY),
    _paragraph(
        '<w:sdt><w:sdtPr><w:alias w:val="【欄の見出し】"/><w:text/></w:sdtPr><w:sdtContent>',
        _run("【欄】"),
        "</w:sdtContent></w:sdt>",
    ),
    _paragraph('<w:hyperlink r:id="link">', _run("【リンクの文字】"), "</w:hyperlink>"),
    _paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "mailto:【命令】"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        _run("【結果】"),
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    ),
    _paragraph(
        '<w:r><w:t>注</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    ),
    _paragraph(
        '<w:commentRangeStart w:id="0"/><w:r><w:t>件</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
    ),
    _paragraph(
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>'
        '<wp:docPr id="1" name="x" descr="【代替文字】"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"/></wps:spPr>'
        f"<wps:txbx>{_box('【図形の枠】')}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        f'</mc:Choice><mc:Fallback><w:pict><v:shape alt="【代替文字】"><v:textbox>{_box("【図形の枠】")}</v:textbox>'
        "</v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    ),
    _paragraph(
        f'<w:r><w:pict><v:shape style="width:90pt;height:90pt" alt="【旧図の代替文字】"><v:textbox>{_box("【旧図の枠】")}'
        '</v:textbox></v:shape><v:shape><v:textpath string="【飾り文字】"/></v:shape></w:pict></w:r>'
    ),
    _paragraph("<m:oMath><m:r><m:t>【数式】</m:t></m:r></m:oMath>"),
    _table(
        [_cell(_paragraph(_run("氏名"))), _cell(_paragraph(_run("【表】")), _paragraph(_run("【表の二段目】")))],
        [
            _cell(_paragraph(_run("住所"))),
            _cell(_table([_cell(_paragraph(_run("細目"))), _cell(_paragraph(_run("【表の中の表】")))]), _paragraph()),
        ],
    ),
    _paragraph(_run("終わり")),
]
_SECTION = "".join(
    f'<w:{what}Reference w:type="{kind}" r:id="{what}_{kind}"/>'
    for what in ("header", "footer")
    for kind in ("first", "default", "even")
)


def docx_of_places() -> bytes:
    parts: dict[str, str | bytes] = {
        "word/document.xml": f"<w:document><w:body>{''.join(_BODY)}<w:altChunk r:id='chunk'/>"
        f"<w:sectPr>{_SECTION}<w:titlePg/></w:sectPr></w:body></w:document>",
        "word/footnotes.xml": _notes("footnote", "【脚注】"),
        "word/endnotes.xml": _notes("endnote", "【文末脚注】"),
        "word/comments.xml": '<w:comments><w:comment w:id="0" w:author="【コメント者】" w:initials="x">'
        f"{_paragraph(_run('【コメント】'))}</w:comment></w:comments>",
        "word/people.xml": '<w15:people><w15:person w15:author="【参加者】"/></w15:people>',
        "word/settings.xml": "<w:settings><w:evenAndOddHeaders/><w:docVars>"
        '<w:docVar w:name="x" w:val="【変数】"/></w:docVars></w:settings>',
        "word/glossary/document.xml": f"<w:glossaryDocument><w:docParts><w:docPart><w:docPartBody>"
        f"{_paragraph(_run('【定型句】'))}</w:docPartBody></w:docPart></w:docParts></w:glossaryDocument>",
        "word/charts/chart1.xml": _CHART,
        "word/diagrams/data1.xml": _DIAGRAM,
        "word/diagrams/drawing1.xml": _DIAGRAM,
        "word/embeddings/Book1.xlsx": xlsx({"Sheet1": [["氏名", "電話"], ["【埋込表】", "1"], ["佐藤", "2"]]}),
        "word/chunk.html": "<html><body><p>【取込文書】</p></body></html>".encode(),
        "customXml/item1.xml": "<form><name>【結び付いた値】</name></form>",
        **_PROPERTY_PARTS,
    }
    for what, name in (("header", "ヘッダー"), ("footer", "フッター")):
        for number, kind in enumerate(("first", "default", "even"), start=1):
            tag = "w:hdr" if what == "header" else "w:ftr"
            place = {"first": "先頭の", "default": "", "even": "偶数の"}[kind] + name
            parts[f"word/{what}{number}.xml"] = f"<{tag}>{_paragraph(_run(f'【{place}】'))}</{tag}>"
    beside = {
        f"{what}_{kind}": (what, f"{what}{number}.xml")
        for what in ("header", "footer")
        for number, kind in enumerate(("first", "default", "even"), start=1)
    }
    beside |= {name: (name, f"{name}.xml") for name in ("footnotes", "endnotes", "comments", "settings")}
    beside |= {"chunk": ("aFChunk", "chunk.html"), "link": ("hyperlink", "mailto:【リンク先】")}
    return package(parts, {"": _ROOT | {"d": ("officeDocument", "word/document.xml")}, "word/document.xml": beside})


def _notes(kind: str, text: str) -> str:
    return f'<w:{kind}s><w:{kind} w:id="2">{_paragraph(_run(text))}</w:{kind}></w:{kind}s>'


_CHART = (
    "<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>【図表の題】</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    "<c:plotArea><c:barChart><c:ser><c:cat><c:strRef><c:strCache><c:pt idx='0'><c:v>【図表の値】</c:v></c:pt>"
    "</c:strCache></c:strRef></c:cat></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>"
)
_DIAGRAM = (
    "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:bodyPr/><a:p><a:r><a:t>【組織図】</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "</dgm:ptLst></dgm:dataModel>"
)
_PROPERTY_PARTS = {
    "docProps/core.xml": "<cp:coreProperties><dc:title>【題名】</dc:title><dc:creator>【作成者】</dc:creator>"
    "<cp:lastModifiedBy>【更新者】</cp:lastModifiedBy></cp:coreProperties>",
    "docProps/app.xml": "<ep:Properties><ep:Company>【会社】</ep:Company></ep:Properties>",
    "docProps/custom.xml": '<cu:Properties><cu:property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" '
    'name="担当"><vt:lpwstr>【独自の属性】</vt:lpwstr></cu:property></cu:Properties>',
}
_ROOT = {
    "core": ("metadata/core-properties", "docProps/core.xml"),
    "app": ("extended-properties", "docProps/app.xml"),
    "custom": ("custom-properties", "docProps/custom.xml"),
}


def pptx_of_places() -> bytes:
    slide = (
        "<p:sld><p:cSld><p:spTree>"
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr>'
        f"<p:txBody>{_drawn('【表題】')}</p:txBody></p:sp>"
        f"<p:grpSp><p:sp><p:nvSpPr><p:cNvPr id='3' name='x'/></p:nvSpPr><p:txBody>{_drawn('【組の中】')}</p:txBody></p:sp></p:grpSp>"
        '<p:pic><p:nvPicPr><p:cNvPr id="4" name="x" descr="【代替文字】"/></p:nvPicPr></p:pic>'
        "<mc:AlternateContent><mc:Choice Requires='x'>"
        f"<p:sp><p:txBody>{_drawn('【新しい図形】')}</p:txBody></p:sp></mc:Choice>"
        f"<mc:Fallback><p:sp><p:txBody>{_drawn('【新しい図形】')}</p:txBody></p:sp></mc:Fallback></mc:AlternateContent>"
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        f"<a:tr><a:tc><a:txBody>{_drawn('氏名')}</a:txBody></a:tc><a:tc><a:txBody>{_drawn('【表】')}</a:txBody></a:tc></a:tr>"
        "</a:tbl></a:graphicData></a:graphic></p:graphicFrame></p:spTree></p:cSld></p:sld>"
    )
    hidden = f"<p:sld show='0'><p:cSld><p:spTree><p:sp><p:txBody>{_drawn('【非表示】')}</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": '<p:presentation><p:sldIdLst><p:sldId id="256" r:id="s2"/><p:sldId id="257" r:id="s1"/>'
        "</p:sldIdLst></p:presentation>",
        "ppt/slides/slide1.xml": hidden,
        "ppt/slides/slide2.xml": slide,
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes><p:sp><p:txBody>{_drawn('【ノート】')}</p:txBody></p:sp></p:notes>",
        "ppt/comments/comment1.xml": '<p:cmLst><p:cm authorId="0"><p:text>【旧コメント】</p:text></p:cm></p:cmLst>',
        "ppt/comments/modernComment_1.xml": f"<p188:cmLst><p188:cm><p188:txBody>{_drawn('【新コメント】')}</p188:txBody>"
        "</p188:cm></p188:cmLst>",
        "ppt/commentAuthors.xml": '<p:cmAuthorLst><p:cmAuthor id="0" name="【旧コメント者】"/></p:cmAuthorLst>',
        "ppt/authors.xml": '<p188:authorLst><p188:author id="{1}" name="【新コメント者】"/></p188:authorLst>',
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster><p:sp><p:txBody>{_drawn('【マスター】')}</p:txBody></p:sp>"
        "<p:sp><p:nvSpPr><p:nvPr><p:ph type='title'/></p:nvPr></p:nvSpPr>"
        f"<p:txBody>{_drawn('マスター タイトルの書式設定')}</p:txBody></p:sp></p:sldMaster>",
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout><p:sp><p:txBody>{_drawn('【レイアウト】')}</p:txBody></p:sp></p:sldLayout>",
        "ppt/charts/chart1.xml": _CHART,
        "ppt/diagrams/data1.xml": _DIAGRAM,
        "ppt/embeddings/Book1.xlsx": xlsx({"Sheet1": [["氏名", "電話"], ["【埋込表】", "1"], ["佐藤", "2"]]}),
        **_PROPERTY_PARTS,
    }
    kinds = {"notesSlides/notesSlide1.xml": "notesSlide", "comments/comment1.xml": "comments"}
    kinds |= {
        "comments/modernComment_1.xml": "comments",
        "charts/chart1.xml": "chart",
        "diagrams/data1.xml": "diagramData",
    }
    beside = {f"b{number}": (kind, f"../{name}") for number, (name, kind) in enumerate(kinds.items())}
    beside["link"] = ("hyperlink", "mailto:【リンク先】")
    shown = {"s1": ("slide", "slides/slide1.xml"), "s2": ("slide", "slides/slide2.xml")}
    root = _ROOT | {"d": ("officeDocument", "ppt/presentation.xml")}
    return package(parts, {"": root, "ppt/presentation.xml": shown, "ppt/slides/slide2.xml": beside})


def _drawn(text: str) -> str:
    return f"<a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p>"
