-- One row per billing account.
WITH account AS (
    SELECT
        person, account_slot, min(started_on) AS opened_on,
        CASE WHEN count(*) = count(ended_on) THEN max(ended_on) END AS closed_on,
        CASE WHEN count(*) = count(ended_on) THEN max(end_reason) END AS reason
    FROM held GROUP BY person, account_slot
), owed AS (
    SELECT person, account_slot, sum(amount) AS balance FROM bill
    WHERE issued_on <= ends_on() AND coalesce(paid_at > ends_on() + INTERVAL 1 DAY, true) GROUP BY person, account_slot
)
SELECT
    account_no(a.person * 2 + a.account_slot) AS ACCT_NO,
    customer_no(a.person + CASE WHEN a.account_slot = 1 AND chance(a.person, 0, 'two customer numbers') < 0.3
        THEN 50000000 ELSE 0 END) AS CUST_NO,
    CASE WHEN chance(a.person, a.account_slot, 'business') < 0.04 AND p.age > 24 THEN '2' ELSE '1' END AS ACCT_TYPE,
    CASE WHEN a.closed_on IS NOT NULL THEN 'C' WHEN coalesce(o.balance, 0) > 0 AND v.way = 'non-payment' THEN 'S' ELSE 'A' END AS STATE,
    strftime(a.opened_on, '%Y%m%d') AS OPEN_DT, strftime(a.closed_on, '%Y%m%d') AS CLOSE_DT,
    CASE WHEN p.pays_by_debit THEN 'AD' WHEN p.has_app THEN 'AP' WHEN p.age > 58 THEN 'SH' ELSE
        ['WX', 'ALI', 'BK'][whole(a.person, 0, 'pays with', 1, 3)] END AS PAY_MODE,
    round(100 * coalesce(o.balance, 0))::BIGINT AS BAL_FEN,
    strftime(coalesce(a.closed_on, ends_on())::TIMESTAMP + to_seconds(whole(a.person, 0, 'account update', 3600, 80000)), '%Y-%m-%d %H:%M:%S') AS UPD_TIME
FROM account AS a JOIN person AS p USING (person) LEFT JOIN owed AS o USING (person, account_slot)
LEFT JOIN leaver AS v USING (person)
ORDER BY ACCT_NO
