-- One row per line or other product, with its contract, and why it ended. GB18030.
SELECT
    subscription_no(h.line) AS SUBS_NO, account_no(h.person * 2 + h.account_slot) AS ACCT_NO, h.phone AS SERV_NO,
    CASE h.slot WHEN 4 THEN 'BB' WHEN 5 THEN 'TV' ELSE 'GSM' END AS PROD_TYPE,
    h.plan.name AS PLAN_NAME,
    CASE WHEN h.ended_on IS NOT NULL THEN 'E' WHEN v.way = 'non-payment' AND v.leaves_on < ends_on() + 20 THEN 'S' ELSE 'A' END AS STATE,
    strftime(h.started_on, '%Y%m%d') AS EFF_DT, strftime(h.ended_on, '%Y%m%d') AS EXP_DT,
    CASE h.end_reason WHEN 'ported out' THEN 'MNPOUT' WHEN 'cancelled' THEN 'CANCEL' WHEN 'non-payment' THEN 'NOPAY' END AS END_REASON,
    strftime(h.contract_start, '%Y%m%d') AS CONTR_BEG, strftime(h.contract_end, '%Y%m%d') AS CONTR_END,
    (100 * h.plan.fee)::BIGINT AS FEE_FEN, (h.plan.data_gb * 1024)::BIGINT AS DATA_MB, h.plan.voice_minutes AS VOICE_MIN,
    CASE WHEN h.slot < 4 AND chance(h.line, 0, 'device unseen') > 0.04 THEN h.device.model END AS TERM_MODEL,
    CASE WHEN h.slot < 4 AND chance(h.line, 0, 'device unseen') > 0.04 THEN CASE WHEN h.device.device_5g THEN 'Y' ELSE 'N' END END AS TERM_5G,
    CASE WHEN h.slot < 4 THEN CASE WHEN h.plan.plan_5g THEN 'Y' ELSE 'N' END END AS PLAN_5G,
    CASE WHEN chance(h.person, 0, 'dealer') < 0.06 THEN 'D01' WHEN chance(h.person, 0, 'dealer') < 0.1 THEN 'D02' END AS DEALER,
    strftime(coalesce(h.ended_on, greatest(h.started_on, (ends_on() - whole(h.line, 0, 'line update', 1, 400))::DATE))::TIMESTAMP
        + to_seconds(whole(h.line, 0, 'line update second', 3600, 80000)), '%Y-%m-%d %H:%M:%S') AS UPD_TIME
FROM held AS h LEFT JOIN leaver AS v USING (person)
WHERE h.started_on <= ends_on()
ORDER BY SUBS_NO
