-- One row per line and complete month.
SELECT
    '86' || l.phone AS MSISDN, strftime(month_first(u.m), '%Y%m') AS STAT_MONTH, u.voice_minutes AS VOICE_MIN,
    u.data_mb AS DATA_MB, u.sms AS SMS, u.roaming_mb AS ROAM_MB, u.dropped AS DROPPED_CALLS
FROM used AS u JOIN held AS l USING (line)
ORDER BY u.line, u.m
