"""Words that names are told by or told from, beside those of the name dictionaries."""

from __future__ import annotations

_NOT_NAMES = frozenset(
    "リスト テスト ファイル データ コピー ページ サイト メール ポイント コース プラン ケース タイプ セット モデル ルート コード ローン リース ハード ソフト ペン インク ノート ブック カバー サイン ベース グラフ シート ラベル ボード パス ビール ワイン ブランデー ウイスキー コーヒー カフェ マスク パッド ポスト セール ボルト 至急 緊急 重要 新 旧 至 自 現 見 エホバ アッラー アラー 釈迦 阿弥陀 済 未 可 否 有 無 謹啓 拝啓 前略 敬具 謹白 草々 早々 拝復 貸渡 お客 皆 皆様 各位 神 王 奥 お母 お父 お兄 お姉 息子 娘 仏 殿 貴 患者 利用者 客 ご主人 旦那 先方 相手 社長 部長 課長 係長 担当 本人 親 母 父 子 先生 店長 店員 看護師 医師 弁護士 業者 会社 御社 弊社 貴社 どちら あちら 何 誰 所長 院長 会長 校長 教授 主任 運転手 女王 関係者 新人 後輩 先輩 若者 職人 隊員 議員 委員 記者 犬 猫 象 熊 お子 お孫 孫 ママ パパ 女将 大家 お坊 坊 お巡り 大臣 総理 知事 市長 組合 監督 同氏 両氏 某氏 諸 姫 女房 生徒 学生 児童 読者 視聴者 ユーザー オーナー メンバー スタッフ 仲間 管理者 代表 理事 幹事 顧客 得意先 取引先 営業 総務 人事 経理 審査 事務 窓口 受付 御 蓮宗 甥御 姪御 親御 娘御 個番 マイナ 持戻 現場監督 飼い主 飼主 プロジェクタ モニタ プリンタ スキャナ ルータ サーバ コンピュータ ディスプレイ".split()
)

NOT_LATIN = frozenset(
    "san santa los las saint monte rio el division dept department team group inc ltd corp co company center centre office bank street city tokyo osaka kyoto nagoya japan sales service services system systems"
    " add column table select insert into values where from update delete create alter drop index primary key not null default order by group join"
    " january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday"
    " hi hello dear signed per world address phone fax tel email title note number type no payload server error large too status apache all team everyone everybody sir madam there customer folks again regards the and for with this that common open data user name file test new old version release accounting reservations reception finance payroll billing support legal procurement purchasing housekeeping concierge admissions recruiting marketing engineering operations security management secretary editor reviewer reviewers colleague colleagues friend friends partner partners member members guest guests users customer customers client clients thanks none null true false hiring manager managers headquarters front desk staff hotel valued api web server windows linux java script class method".split()
)
FOREIGN_LATIN = frozenset(
    "nguyen tran le pham hoang huynh vo dang bui do ho ngo duong ly van thi minh anh hoa linh kim lee park choi jung kang cho yoon jang lim chen wang li zhang liu yang huang zhao wu zhou xu sun ma zhu lin guo he gao liang zheng smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez wilson anderson thomas taylor moore jackson martin john james robert michael david william richard joseph mary patricia jennifer linda elizabeth maria silva santos oliveira souza pereira costa carlos jose ana paulo pedro juan singh kumar sharma patel gupta khan ahmed ali hassan mohammed muhammad rahman hussain bahadur thapa gurung tamang shrestha rai dela cruz reyes bautista ramos mendoza peter paul george mark daniel emily emma anna sarah kevin brian steven andrew chris christopher matthew".split()
)
FOREIGN_KANA = frozenset(
    "スミス ジョンソン ウィリアムズ ブラウン ジョーンズ ミラー デイビス ガルシア ロドリゲス マルティネス ウィルソン アンダーソン トーマス テイラー ムーア ジャクソン マーティン ジョン ジェームズ ロバート マイケル デイビッド デビッド ウィリアム リチャード ジョセフ チャールズ メアリー マリー パトリシア ジェニファー リンダ エリザベス マリア シルバ サントス オリベイラ ソウザ ペレイラ カルロス ホセ アナ パウロ ペドロ フアン シン クマール シャルマ パテル グプタ カーン アフメド アリ ハサン モハメド ムハンマド ラフマン グエン チャン レ ファム ホアン キム イ パク チェ チョン ワン リー チャン ヤン リウ ピーター ポール ジョージ マーク ダニエル エミリー エマ アンナ サラ ケビン ブライアン スティーブン アンドリュー クリス マシュー アレックス アントニオ フランシスコ ルイス ミゲル".split()
)

PLACES = frozenset(
    "北海道 青森 岩手 宮城 秋田 山形 福島 茨城 栃木 群馬 埼玉 千葉 東京 神奈川 新潟 富山 石川 福井 山梨 長野 岐阜 静岡 愛知 三重 滋賀 京都 大阪 兵庫 奈良 和歌山 鳥取 島根 岡山 広島 山口 徳島 香川 愛媛 高知 福岡 佐賀 長崎 熊本 大分 宮崎 鹿児島 沖縄 横浜 川崎 神戸 仙台 札幌 新宿 渋谷 品川 上野 松本 上田 秋葉原 浜松 豊田 堺 高松 松山 松江 柏 成田 大宮 川口 立川 三島 日立 本田 松下 三菱 三井 住友 大和 平成 昭和 令和 明治 大正".split()
)

# Words that stand behind a surname and a space in tables and lists and are no given name.
COMMON = frozenset(
    "生年月日 年月日 電話番号 個人番号 内科 外科 皮膚科 精神科 眼科 小児科 確認 担当 連絡 電話 対応 出席 欠席 不在 退職 営業 総務 人事 経理 審査 本社 支店 支社 製作 工業 産業 商事 商店 商会 建設 運輸 部長 課長 係長 主任 様 殿 御中 男 女 男性 女性 普通 当座 住所 氏名 年齢 性別 勤務 会社 本人 配偶者 長男 長女 次男 次女 父 母 妻 夫 子 兄 弟 姉 妹".split()
)

_KANA_WORDS = frozenset(
    "キゴウ バンゴウ シメイ ジュウショ デンワ コウザ メイギ ギンコウ シテン フツウ トウザ ケイタイ ネンレイ セイベツ セイネンガッピ マイナ マイナンバー ホケンシャ ホケンショウ メンキョ メンキョショウ ネンキン ユウビンバンゴウ リョケン ザイリュウカード カイシャ キンムサキ".split()
)
NOT_NAMES = _NOT_NAMES | COMMON | _KANA_WORDS  # words that look like a name where one could stand
