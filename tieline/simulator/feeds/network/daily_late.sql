-- The rows of the last 120 days that were late, and 1 in 20,000 of the others once more.
SELECT
    '86' || phone AS MSISDN, day AS STAT_DATE, voice_seconds AS VOICE_SEC, data_kb AS DATA_KB, sms::SMALLINT AS SMS,
    roaming_kb AS ROAM_KB, dropped::SMALLINT AS DROPPED_CALLS, CASE WHEN NOT abroad THEN cell_name(cell) END AS HOME_CELL
FROM use_day WHERE (h >> 20) % 500 = 9 OR (h >> 20) % 20000 = 10
