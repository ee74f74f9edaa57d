-- One row per payment; 1 in 300 is delivered twice.
WITH paid AS (
    SELECT
        'P' || digits(account, 48271693, 9) || strftime(month_first(m), '%y%m') AS PAY_NO, account_no(account) AS ACCT_NO,
        CASE WHEN chance(account, m, 'bill unknown') < 0.98 THEN bill_no END AS BILL_NO,
        strftime(paid_at, '%Y-%m-%d %H:%M:%S') AS PAY_TIME, round(100 * amount)::BIGINT AS AMT_FEN,
        CASE WHEN p.pays_by_debit THEN 'AD' WHEN p.has_app AND chance(person, m, 'pays by') < 0.7 THEN 'AP'
            WHEN p.age > 58 AND chance(person, m, 'pays by') < 0.8 THEN 'SH'
            ELSE ['WX', 'ALI', 'BK'][whole(person, m, 'pays with', 1, 3)] END AS METHOD,
        chance(account, m, 'paid twice') AS p
    FROM bill JOIN person AS p USING (person) WHERE paid_at < ends_on() + INTERVAL 1 DAY
)
SELECT * EXCLUDE (p) FROM (SELECT * FROM paid UNION ALL SELECT * FROM paid WHERE p < 0.0033)
ORDER BY PAY_TIME, PAY_NO
