package jp.example.kitakaze;

/** リース料計算。部品番号 090-1234-5678 の例外あり。 */
public final class LeaseCalc {
    static final long EPOCH = 1775001600000L;
    static final String JAN = "4993594835058";
    // 氏名, 住所, 電話番号は扱わない
    static double monthly(double price, int months) { return price / months; }
}
