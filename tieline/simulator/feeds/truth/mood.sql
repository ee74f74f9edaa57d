-- Mood by month, −1 to 1.
SELECT f.person, month_first(f.m) AS month, f.mood FROM feeling AS f LEFT JOIN leaver AS v USING (person)
WHERE f.m >= -15 AND month_first(f.m) < coalesce(v.leaves_on, DATE '9999-01-01') ORDER BY f.person, f.m
