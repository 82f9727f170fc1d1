"""OpenDocument files with a value in every place where the format can hold one. A value is its place in brackets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.builders import binary_office

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NS = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        **{
            name: f"{_URN}{name}:1.0"
            for name in ("office", "text", "table", "style", "form", "presentation", "meta", "manifest", "chart")
        },
        "draw": f"{_URN}drawing:1.0",
        "svg": f"{_URN}svg-compatible:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def odf(kind: str, parts: Mapping[str, str | bytes], *, encrypted: bool = False) -> bytes:
    """kind: "text" or "presentation"; parts: the inside of each XML part's root, which is office:document."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        inner = "<manifest:encryption-data/>" if encrypted else ""
        archive.writestr(
            "META-INF/manifest.xml",
            f"<office:document {_NS}><manifest:file-entry>{inner}</manifest:file-entry></office:document>",
        )
        for name, content in parts.items():
            xml = f"<office:document {_NS}>{content}</office:document>" if isinstance(content, str) else content
            archive.writestr(name, xml)
    return buffer.getvalue()


_CHANGES = (
    "<text:tracked-changes>"
    '<text:changed-region text:id="1"><text:deletion><office:change-info><dc:creator>【変更者】</dc:creator></office:change-info>'
    "<text:p>1111</text:p></text:deletion></text:changed-region>"
    '<text:changed-region text:id="2"><text:insertion><office:change-info><dc:creator>【変更者】</dc:creator></office:change-info>'
    "</text:insertion></text:changed-region>"
    '<text:changed-region text:id="3"><text:deletion><text:p>【削除】</text:p></text:deletion></text:changed-region>'
    "</text:tracked-changes>"
)
_META = (
    "<office:meta><dc:title>【題名】</dc:title><meta:initial-creator>【作成者】</meta:initial-creator><dc:creator>【更新者】</dc:creator>"
    '<meta:user-defined meta:name="担当">【独自の属性】</meta:user-defined></office:meta>'
)
_OBJECT = (
    "<office:chart><chart:chart><chart:title><text:p>【図表の題】</text:p></chart:title><table:table><table:table-row>"
    "<table:table-cell><text:p>氏名</text:p></table:table-cell><table:table-cell><text:p>【図表の値】</text:p></table:table-cell>"
    "</table:table-row></table:table></chart:chart></office:chart>"
)


def _rows(*cells: str) -> str:
    return (
        "<table:table-row>"
        + "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
        + "</table:table-row>"
    )


def odt_of_places() -> bytes:
    body = (
        f"<office:body><office:text>{_CHANGES}"
        '<text:user-field-decls><text:user-field-decl office:string-value="【変数】"/></text:user-field-decls>'
        '<office:forms><form:form><form:text form:current-value="【入力欄】"/></form:form></office:forms>'
        "<text:h>【見出し】</text:h><text:p>【本文】<text:s text:c='2'/><text:span>【飾り】</text:span><text:tab/>末</text:p>"
        '<text:p>電話090-1234-<text:change text:change-id="1"/><text:change-start text:change-id="2"/>2222<text:change-end '
        'text:change-id="2"/></text:p><text:p>消<text:change text:change-id="3"/></text:p>'
        "<text:p><text:ruby><text:ruby-base>【親文字】</text:ruby-base><text:ruby-text>【ルビ】</text:ruby-text></text:ruby></text:p>"
        "<text:p>注<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>【脚注】</text:p></text:note-body></text:note><text:note text:note-class='endnote'><text:note-body>"
        "<text:p>【文末脚注】</text:p></text:note-body></text:note>後</text:p>"
        "<text:p>件<office:annotation><dc:creator>【コメント者】</dc:creator><text:p>【コメント】</text:p></office:annotation></text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>【枠】</text:p></draw:text-box><svg:title>【図の題】</svg:title>"
        "<svg:desc>【代替文字】</svg:desc></draw:frame></text:p>"
        "<text:p><draw:custom-shape><text:p>【図形】</text:p></draw:custom-shape></text:p>"
        "<text:p><text:a xlink:href='mailto:【リンク先】'>【リンクの文字】</text:a>"
        "<text:hidden-text text:string-value='【隠し文字】'/></text:p>"
        f"<table:table>{_rows('<text:p>氏名</text:p>', '<text:p>【表】</text:p>')}"
        + _rows(
            "<text:p>住所</text:p>",
            f"<table:table>{_rows('<text:p>氏名</text:p>', '<text:p>【表の中の表】</text:p>')}</table:table>",
        )
        + "</table:table><text:list><text:list-item><text:p>【箇条書き】</text:p></text:list-item></text:list>"
        "<text:section text:display='none'><text:p>【隠し節】</text:p></text:section></office:text></office:body>"
    )
    edges = "".join(
        f"<style:{what}{ending}><text:p>【{place}{name}】</text:p></style:{what}{ending}>"
        for what, name in (("header", "ヘッダー"), ("footer", "フッター"))
        for ending, place in (("", ""), ("-left", "偶数の"), ("-first", "先頭の"))
    )
    styles = f"<office:master-styles><style:master-page>{edges}</style:master-page></office:master-styles>"
    dropped = binary_office.dropped_file("名簿.csv", "氏名,電話\n【埋込表】,1\n佐藤,2\n".encode("cp932"))
    parts: dict[str, str | bytes] = {
        "content.xml": body,
        "styles.xml": styles,
        "meta.xml": _META,
        "Object 1/content.xml": _OBJECT,
        "Object 2": dropped,
    }
    return odf("text", parts)


def _frame(text: str, kind: str = "") -> str:
    mark = f" presentation:class='{kind}' presentation:placeholder='true'" if kind else ""
    return f"<draw:frame{mark}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def odp_of_places() -> bytes:
    table = f"<draw:frame><table:table>{_rows('<text:p>氏名</text:p>', '<text:p>【表】</text:p>')}</table:table></draw:frame>"
    page = (
        f"<draw:page>{_frame('【表題】')}<draw:g><draw:custom-shape><text:p>【組の中】</text:p></draw:custom-shape></draw:g>{table}"
        "<draw:frame><draw:image/><svg:desc>【代替文字】</svg:desc></draw:frame>"
        "<draw:frame><draw:text-box><text:p><text:a xlink:href='mailto:【リンク先】'>先</text:a></text:p></draw:text-box></draw:frame>"
        "<office:annotation><dc:creator>【コメント者】</dc:creator><text:p>【コメント】</text:p></office:annotation>"
        f"<presentation:notes>{_frame('【ノート】')}</presentation:notes></draw:page>"
    )
    hidden = f"<draw:page draw:style-name='hidden'>{_frame('【非表示】')}</draw:page>"
    decls = "<presentation:footer-decl>【フッター】</presentation:footer-decl>"
    body = f"<office:body><office:presentation>{decls}{page}{hidden}</office:presentation></office:body>"
    master = f"<style:master-page>{_frame('【マスター】')}{_frame('書式設定', 'title')}</style:master-page>"
    return odf(
        "presentation",
        {
            "content.xml": body,
            "styles.xml": f"<office:master-styles>{master}</office:master-styles>",
            "meta.xml": _META,
        },
    )
