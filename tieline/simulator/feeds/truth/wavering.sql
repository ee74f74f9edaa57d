-- Every time somebody thought of leaving, also when nothing came of it.
SELECT t.person, t.decided_on, coalesce(t.goes AND v.leaves_on = t.goes_on, false) AS left, t.cause
FROM thought AS t LEFT JOIN leaver AS v USING (person) ORDER BY t.person, t.decided_on, t.cause
