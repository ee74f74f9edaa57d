-- The rows of the last 120 days that were late, and 1 in 20,000 of the others once more.
SELECT
    '86' || phone AS MSISDN, day AS STAT_DATE, voice_seconds AS VOICE_SEC, data_kb AS DATA_KB, sms::SMALLINT AS SMS,
    roaming_kb AS ROAM_KB, dropped::SMALLINT AS DROPPED_CALLS,
    CASE WHEN abroad THEN NULL
        WHEN (h >> 8) % 16 = 3 THEN cell_name(cell // 64 * 64 + 1 + ((h >> 12) % 40)::BIGINT)
        ELSE cell_name(cell) END AS HOME_CELL
FROM use_day WHERE (h >> 20) % 500 = 9 OR (h >> 20) % 20000 = 10
