// 顧客マスタのテスト。本番データをコピーして使っている（要修正）
const customers = [
  { name: "吉田 結衣", tel: "090-8888-3128", mynumber: "569953601586" },
  { name: "服部 光", tel: "03-8888-5365", mail: "hattori_hikaru@example.ne.jp" },
];
const DUMMY_PHONE = "000-0000-0000";
const ORDER_NO = "260412345670";
const VERSION = "10.20.30.40";

test("氏名で引ける", () => {
  // 後藤恵さんの環境でだけ落ちる
  expect(find("吉田")[0].tel).toBe("090-8888-3128");
});
