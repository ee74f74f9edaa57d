-- One row per bill; 1 in 5,000 carries a month that does not exist.
SELECT
    bill_no AS BILL_NO, account_no(account) AS ACCT_NO,
    CASE WHEN chance(account, m, 'bill month wrong') < 0.0002 THEN strftime(month_first(m), '%Y') || '13'
        ELSE strftime(month_first(m), '%Y%m') END AS BILL_MON,
    strftime(issued_on, '%Y%m%d') AS ISSUE_DT, strftime(due_on, '%Y%m%d') AS DUE_DT,
    round(100 * amount)::BIGINT AS AMT_FEN, round(100 * overage)::BIGINT AS OVER_FEN, round(100 * roaming)::BIGINT AS ROAM_FEN
FROM bill WHERE issued_on <= ends_on()
ORDER BY m, ACCT_NO
