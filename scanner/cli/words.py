"""What the command line says, in Japanese and English."""

from __future__ import annotations

_TEXT: dict[str, tuple[str, str]] = {
    "help.daicho": (
        "日本語の個人データがどこにあるかを調べ、台帳にします。",
        "Finds where Japanese personal data resides and keeps an inventory of it.",
    ),
    "help.version": ("バージョンを表示して終わる。", "Show the version and exit."),
    "help.scan": (
        "TARGET (パスまたは URI) を走査し、台帳と報告書を作る。\n\n"
        "終了コード: 0 完了、1 --fail-on 以上の指摘あり、2 使い方か設定の誤り、3 未読あり (--fail-on-incomplete)。",
        "Scan TARGETs (paths or URIs); write inventory and report.\n\n"
        "Exit codes: 0 done, 1 a verdict at or above --fail-on, 2 usage or configuration, "
        "3 incomplete, with --fail-on-incomplete.",
    ),
    "help.config": ("設定ファイル (YAML)。", "Settings file (YAML)."),
    "help.out": ("台帳と報告書を置くフォルダー。", "Folder for inventory and report."),
    "help.include": ("この形のパスだけを読む (複数可)。", "Read only paths of this form (repeatable)."),
    "help.exclude": ("この形のパスを読まない (複数可)。", "Do not read paths of this form (repeatable)."),
    "help.follow_symlinks": ("シンボリックリンクをたどる。", "Follow symbolic links."),
    "help.min_bytes": (
        "これより小さいファイルは一覧だけ。500 MiB など。",
        "Smaller files are listed only; as 500 MiB.",
    ),
    "help.max_bytes": ("これより大きいファイルは一覧だけ。", "Larger files are listed only."),
    "help.modified_after": (
        "この日以降に更新されたファイルだけ読む。2026-04-01 か 90d (ほかに w, m, y)。",
        "Only files changed since: 2026-04-01, or within 90d (also w, m, y).",
    ),
    "help.modified_before": (
        "この日より前に更新されたファイルだけ読む。2026-04-01 か 5y。",
        "Only files changed before: 2026-04-01, or not for 5y.",
    ),
    "help.owner": ("この所有者のファイルだけ読む (複数可)。", "Only files of this owner (repeatable)."),
    "help.exclude_owner": ("この所有者のファイルを読まない (複数可)。", "No files of this owner (repeatable)."),
    "help.one_file_system": ("別のファイルシステムに入らない。", "Stay on one file system."),
    "help.suppress": ("数えない決定を書いた YAML (複数可)。", "Suppressions, YAML; repeatable."),
    "help.suppress_group": ("数えない決定を扱う。", "Decisions not to count something."),
    "help.suppress_add": (
        "値を標準入力から読み、照合値だけを FILE に加える。",
        "Read a value from standard input and add its digest to FILE, never the value.",
    ),
    "help.suppress_check": ("FILE を確かめ、期限を知らせる。", "Check FILE and tell what has lapsed or soon will."),
    "help.suppress_list": (
        "FILE の決定を状態とともに並べる。--out で検出数と、台帳だけに残る決定も。",
        "List the entries of FILE with their state; with --out also their hits, and what only the inventory still knows.",
    ),
    "help.suppress_out": ("走査の出力フォルダー。", "Output folder of a scan."),
    "help.suppress_digest": (
        "検出の照合値 (台帳の findings の digest)。値は読まない。",
        "Digest of a finding, as in the inventory; no value is read.",
    ),
    "help.suppress_packaged": ("用意された種類。値は読まない。", "A packaged class; no value is read."),
    "help.suppress_place": (
        "値によらず場所や種類で決める。値は読まない。",
        "By place and type alone; no value is read.",
    ),
    "suppress.value": ("除外する値 (表示されません)", "Value to suppress (not shown)"),
    "suppress.added": ("{id}: {path} に加えました (値 {n} 個)。", "{id}: added to {path} ({n} values)."),
    "suppress.empty": (
        "値がありません。標準入力に 1 行 1 件で渡すか、場所で決めるなら --place を付けてください。",
        "There is no value. Give values on standard input, one a line, or --place to decide by place alone.",
    ),
    "suppress.no_entity": ("値の種類を --entity で指定してください。", "Give the type of the value with --entity."),
    "suppress.no_such": (
        "{n} 行目の値は {entity} として読めません。",
        "The value in line {n} cannot be read as {entity}.",
    ),
    "suppress.no_file": (
        "FILE か --out を指定してください。",
        "Give a FILE, or the output folder of a scan with --out.",
    ),
    "suppress.values": ("値 {n} 個", "{n} values"),
    "suppress.hits": ("{hits} 件 (ファイル {items})", "{hits} hits in {items} files"),
    "suppress.unused": ("該当なし", "never matched"),
    "suppress.repeated": ("重複", "same as another"),
    "suppress.new": ("未走査", "not scanned yet"),
    "suppress.earlier": ("無効 (再走査まで除外のまま)", "not in force; left out until scanned again"),
    "suppress.lapsed": ("期限切れ", "lapsed"),
    "suppress.soon": ("30日以内に切れる", "lapses within 30 days"),
    "suppress.active": ("有効", "in force"),
    "suppressed.active": (
        "除外 {id}: 検出 {hits} 件 (ファイル {items}) を数えていません。承認 {approver}、期限 {expires}: {reason}",
        "Suppressed {id}: {hits} hits in {items} files not counted; approved by {approver} until {expires}: {reason}",
    ),
    "suppressed.unused": (
        "除外 {id}: 該当がありません。承認 {approver}、期限 {expires}",
        "Suppression {id} matched nothing; approved by {approver} until {expires}",
    ),
    "suppressed.repeated": (
        "除外 {id}: 他の項目と同じ内容です。承認 {approver}、期限 {expires}",
        "Suppression {id} says what another says; approved by {approver} until {expires}",
    ),
    "suppressed.lapsed": (
        "除外 {id}: 期限 {expires} が過ぎたため効いていません。承認 {approver}",
        "Suppression {id} lapsed on {expires} and has no effect; approved by {approver}",
    ),
    "suppressed.earlier": (
        "除外 {id}: 今は効いていない決定ですが、以前の走査の検出 {hits} 件 (ファイル {items}) は除いたままです。"
        "走査し直してください。承認 {approver}、期限 {expires}: {reason}",
        "Suppression {id} is not in force any more, but {hits} hits in {items} files that were scanned under it are"
        " still left out. Scan them again; approved by {approver} until {expires}: {reason}",
    ),
    "suppressed.more": (
        "ほか {n} 件: daicho suppress list --out {out}",
        "and {n} more: daicho suppress list --out {out}",
    ),
    "help.own": ("自社の検出器を書いた YAML (複数可)。", "Recognizers of your own, YAML; repeatable."),
    "help.terms": (
        "要配慮個人情報の語の一覧を足すファイル (TSV、複数可)。",
        "Your own words of special care, TSV; repeatable.",
    ),
    "help.taxonomy": ("分類の変更を書いた YAML。", "Changes to the taxonomy, YAML."),
    "help.policy": ("ポリシーの名前かファイル。", "Policy: a name or a file."),
    "missed": ("見つからない: {text}  ({why})", "not found: {text}  ({why})"),
    "wrong": ("見つかった: {text}  ({why})", "found: {text}  ({why})"),
    "failed": ("{count} 個の検出器が例と合いません。", "{count} did not do what the examples say."),
    "words": ("{count} 語", "{count} words"),
    "found": ("見つかったもの: {types}", "Found: {types}"),
    "not_shown": ("ほかに {count} 件あります。", "And {count} more."),
    "is_folder": (
        "{path}: フォルダーです。走査するには: daicho scan {path}",
        "{path}: a folder. To look through it: daicho scan {path}",
    ),
    "document": ("文書の種類: {name}", "Document: {name}"),
    "help.depth": (
        "quick: 番号・住所など。standard: 氏名も。deep: 全文に言語モデル。",
        "quick: identifiers and columns. standard: also names. deep: language model everywhere.",
    ),
    "help.ocr": (
        "auto: 文字情報のない画像やページを文字認識で読む (quick を除く)。always: 文字のあるページの図も。off: 読まない。",
        "auto: read pages and pictures without text by OCR (not at quick). always: pictures beside text, too. off: none.",
    ),
    "help.workers": ("並列に動かすプロセスの数 (0: CPU の数)。", "Worker processes (0: one per CPU)."),
    "help.executor": ("実行の方式: local、inline。", "How to run: local, inline."),
    "help.full": ("変わっていないものも読み直す。", "Read again what has not changed, too."),
    "help.fail_on": ("この重さ以上の指摘があれば終了コード 1。", "Exit 1 on a verdict of this severity or worse."),
    "help.fail_on_incomplete": ("読めないものがあれば終了コード 3。", "Exit 3 if anything could not be read."),
    "help.profile": ("時間の内訳も表示する。", "Print where the time went, too."),
    "help.json": ("結果を JSON で標準出力に出す。", "Result as JSON on standard output."),
    "help.lang": ("表示の言語。", "Language of messages and report."),
    "help.demo": (
        "付属の例 (架空の会社の共有フォルダー) を走査する。",
        "Scan the example share of a fictional company.",
    ),
    "help.inspect": (
        "一つの文章または文書を調べ、結果を端末に出す。FILE を省くか - なら標準入力。",
        "Look at one text or document. Without FILE, or with -, reads standard input.",
    ),
    "help.inspect_json": (
        "JSON で出す。start と end は文章の先頭からの文字数。",
        "As JSON; start and end are character offsets into the text.",
    ),
    "help.inspect_jsonl": (
        'FILE の各行 {"text": …} に対し、1 行ずつ JSON を出す。',
        'For a file of lines {"text": …}: one JSON object a line, in order.',
    ),
    "help.reveal": ("値を伏せずに表示する。", "Show values unmasked."),
    "help.recognizers": ("検出器を見る・試す。", "Look at recognizers and try them."),
    "help.recognizers_list": ("一覧。", "List them."),
    "help.recognizers_show": ("一つを詳しく。", "Show one."),
    "help.recognizers_test": ("検出器の例で自己診断する。", "Try them on their own examples."),
    "help.doctor": ("この環境で何が動くかを調べる。", "Check what works on this machine."),
    "help.report": ("台帳 DIR から報告書を作る。", "Render a report from the inventory in DIR."),
    "help.format": ("形式: html など。", "Format: html and others."),
    "help.report_out": ("出力先。", "Where to write it."),
    "help.evaluate": (
        "走査せずに、台帳 DIR をポリシーで判定し直す。",
        "Judge the inventory in DIR again, without scanning.",
    ),
    "help.until": (
        "この時刻になったら新しいものを読み始めず、終わる (終了コード 3)。次の走査が続きから始める。",
        "Begin nothing more after this time of day, and end with exit code 3; the next scan goes on from there.",
    ),
    "out_of_hours": (
        "今は設定の時間帯 {hours} の外なので、何も始めません。",
        "Outside of the hours of the plan, {hours}: nothing was begun.",
    ),
    "time_is_up": (
        "{until} になったので終わります。同じコマンドで続きから再開します。",
        "It is {until}: stopped. The same command goes on from here.",
    ),
    "interrupted": (
        "中断しました。同じコマンドで続きから再開します。",
        "Interrupted. The same command goes on from here.",
    ),
    "stopped": (
        "続けられません: {why}。空き容量と権限を確認し、同じコマンドで続きから再開してください。",
        "Cannot go on: {why}. Check free space and permissions; the same command goes on from here.",
    ),
    "no_target": (
        "対象がありません。例: daicho scan /share。または設定ファイルに targets を書いてください。",
        "No target. For example: daicho scan /share. Or put 'targets' into the settings file.",
    ),
    "no_demo": (
        "付属の例が見つかりません。daicho を入れ直してください。",
        "The example share is missing. Install daicho again.",
    ),
    "no_file": (
        "{path}: ファイルがありません。パスを確認してください。",
        "{path}: no such file. Check the path.",
    ),
    "no_input": (
        "標準入力がありません。ファイルを指定してください。",
        "No standard input. Give a file.",
    ),
    "no_report": ("この形式の報告書はありません。使える形式: {known}", "No report of that format. There are: {known}"),
    "no_recognizer": (
        "{name}: そのような検出器はありません。一覧: daicho recognizers list",
        "{name}: no such recognizer. See: daicho recognizers list",
    ),
    "not_lines": (
        '{line} 行目: {{"text": "…"}} の形の JSON ではありません。',
        'line {line}: not JSON of the form {{"text": "…"}}.',
    ),
    "nothing": ("個人データは見つかりませんでした。", "No personal data found."),
    "nothing_in_part": (
        "読めた部分に個人データは見つかりませんでした。",
        "No personal data found in what could be read.",
    ),
    "no_memory": (
        "メモリが足りません。大きなファイルは daicho scan で調べてください。",
        "Not enough memory. Look at a big file with: daicho scan FILE",
    ),
    "problem": ("読めませんでした: {where}{reason}", "Not read: {where}{reason}"),
    "summary.title": ("走査の結果", "Result of the scan"),
    "summary.resumed": ("(中断した走査の続き)", "(went on with an interrupted scan)"),
    "summary.excluded": ("対象外の内訳", "Excluded"),
    "summary.nothing_listed": (
        "対象の下に何もありませんでした。共有が接続 (マウント) されているか確かめてください。前回までの結果は残しています。",
        "Nothing was listed below the target. Check that the share is mounted. What was known before is kept.",
    ),
    "summary.gone": ("前回から無くなったもの: {n} 件", "Gone since the last scan: {n} items"),
    "summary.category": ("区分", "Category"),
    "summary.entity": ("種類", "Kind"),
    "summary.items": ("ファイル", "Items"),
    "summary.hits": ("検出", "Hits"),
    "summary.verdicts": ("指摘", "Verdicts"),
    "summary.report": ("報告書", "Report"),
    "summary.unsure": (
        "確からしさ 0.5 以上のもの。それ未満 {n} 件は台帳にあります。",
        "With a score of 0.5 or more; {n} less sure hits are in the inventory.",
    ),
    "profile.title": ("時間の内訳", "Where the time went"),
    "profile.all": (
        "今回読んだもの {items} 件、{size}。ワーカーの時間 {seconds} 秒 ({rate}/秒)、"
        "開始から終了まで {wall} 秒 (ワーカーの稼働 {busy} %)。同じ内容として読まずに済んだもの {shared} 件。",
        "{items} items read in this run, {size}. Workers' time {seconds} s ({rate}/s), from start to end {wall} s "
        "(workers busy {busy} %). {shared} items not read again as the same content.",
    ),
    "profile.tier": ("段階", "Tier"),
    "profile.seconds": ("秒", "Seconds"),
    "profile.share": ("割合", "Share"),
    "profile.read": ("読み取りと抽出", "reading and extraction"),
    "profile.patterns": ("文章のパターン", "patterns in text"),
    "profile.names": ("人名", "names"),
    "profile.columns": ("表の列", "columns"),
    "profile.rest": ("その他", "other"),
    "profile.format": ("形式", "Format"),
    "profile.items": ("ファイル", "Items"),
    "profile.bytes": ("サイズ", "Size"),
    "profile.rate": ("速さ", "Rate"),
    "profile.slowest": ("時間のかかったもの", "Slowest items"),
    "profile.mostly": ("主な段階", "Mostly"),
    "help.sources": ("走査できる場所を調べる。", "Look at what can be scanned."),
    "help.sources_check": (
        "TARGET に届くか、何が見え、何が見えないかを調べる。少しだけ一覧し、1 バイトだけ読む。",
        "Reach TARGET, list a little, read one byte, say what may and may not be seen.",
    ),
    "help.plan": (
        "一覧して数えるだけで、何も読まない。量と費用の見積もりを出す。",
        "List and count, read nothing; an estimate of amounts and cost.",
    ),
    "sources.reached": ("{target}: 届きました。", "{target}: reached."),
    "sources.listed": ("一覧: {count} 件", "listed: {count} items"),
    "sources.refused": ("{reason} {detail}: {count} 件", "{reason} {detail}: {count} items"),
    "sources.read": ("読み取り: できます。", "reading: works."),
    "sources.not_read": ("読み取り: できません ({reason} {detail})", "reading: does not work ({reason} {detail})"),
    "sources.nothing_to_read": ("読み取り: 試すものがありません。", "reading: nothing to try it on."),
    "sources.exposure": ("読める範囲 {exposure}: {count} 件", "who can read, {exposure}: {count} items"),
    "sources.may": ("権限 {permission}: あり", "permission {permission}: granted"),
    "sources.may_not": ("権限 {permission}: なし", "permission {permission}: missing"),
    "plan.items": (
        "{items:,} 件、うち読むもの {reads:,} 件、{bytes}",
        "{items:,} items, of them {reads:,} to be read, {bytes}",
    ),
    "plan.left_out": ("読まないもの: {reason} {count:,} 件", "not read: {reason} {count:,}"),
    "plan.rows": (
        "表の行 約 {rows:,} のうち {read:,} 行、約 {bytes} を読みます (同時に実行する文は {statements} 個まで)",
        "about {rows:,} rows, of which {read:,} ({bytes}) would be read, with {statements} statements at a time at most",
    ),
    "plan.rows_unknown": (
        "行数の分からない表 {tables:,} (上の行数に入っていません)",
        "{tables:,} tables besides, whose rows are not known without counting them",
    ),
    "plan.requests": (
        "要求: GET {gets:,} 回、LIST {lists:,} 回、約 {money} ドル (バケットと別のリージョンからは転送料が加わります)",
        "requests: {gets:,} GET, {lists:,} LIST, about {money} USD (from another region transfer comes on top)",
    ),
    "plan.time": (
        "時間: およそ {time} (ワーカー {workers}、{depth}。いろいろな文書が混ざった共有での実測から。内容により数倍変わります)",
        "time: about {time} with {workers} workers at {depth} (from a mixed share; contents make it some times more or less)",
    ),
    "level.critical": ("極めて高い", "critical"),
    "level.high": ("高", "high"),
    "level.medium": ("中", "medium"),
    "level.low": ("低", "low"),
    "level.none": ("なし", "none"),
}


def say(key: str, lang: str, **values: object) -> str:
    """A sentence in a language."""
    ja, en = _TEXT[key]
    text = ja if lang == "ja" else en
    return text.format(**values) if values else text
