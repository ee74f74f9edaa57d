-- Random numbers are hashes of (who, which, what): nothing is drawn in an order, so any part can be computed alone.
CREATE OR REPLACE MACRO draw(id, which, what) AS hash(xor(hash(id, which), hash(what || seed())));
CREATE OR REPLACE MACRO chance(id, which, what) AS (draw(id, which, what) >> 11)::DOUBLE / 9007199254740992.0;
CREATE OR REPLACE MACRO bell(id, which, what) AS
    sqrt(-2 * ln(1 - chance(id, which, what || ' r'))) * cos(6.283185307179586 * chance(id, which, what || ' a'));
CREATE OR REPLACE MACRO whole(id, which, what, low, high) AS
    (low + floor(chance(id, which, what) * (high - low + 1)))::INTEGER;
CREATE OR REPLACE MACRO pick(words, p) AS words[1 + floor(p * len(words))::BIGINT];
CREATE OR REPLACE MACRO within(p, low, high) AS low + (high - low) * p;
CREATE OR REPLACE MACRO clamp(x, low, high) AS least(high, greatest(low, x));
CREATE OR REPLACE MACRO logistic(x) AS 1 / (1 + exp(-(x)));

-- Ids: one-to-one scrambles, so that neighbours in the simulation are strangers in every system.
CREATE OR REPLACE MACRO scramble(id, factor, size) AS ((id * factor + hash(seed() || factor) % 1000000) % size)::BIGINT;
CREATE OR REPLACE MACRO digits(id, factor, places) AS lpad(scramble(id, factor, (10 ** places)::BIGINT)::VARCHAR, places, '0');
CREATE OR REPLACE MACRO mobile(slot) AS
    ['134', '135', '136', '137', '138', '139', '150', '151', '152', '157', '158', '159', '182', '183', '187', '188',
     '178', '198'][1 + scramble(slot, 1181783497, 1800000000) // 100000000]
    || lpad((scramble(slot, 1181783497, 1800000000) % 100000000)::VARCHAR, 8, '0');
CREATE OR REPLACE MACRO customer_no(id) AS '80' || digits(id, 36028797, 8);
CREATE OR REPLACE MACRO account_no(id) AS '6' || digits(id, 48271693, 9);
CREATE OR REPLACE MACRO subscription_no(id) AS '2' || digits(id, 69621311, 10);
CREATE OR REPLACE MACRO card_no(id) AS 'SC' || digits(id, 16807301, 8);
CREATE OR REPLACE MACRO app_uid(id) AS 'u' || digits(id, 39373019, 9);
CREATE OR REPLACE MACRO caller_no(id) AS 'K' || digits(id, 62089911, 8);
CREATE OR REPLACE MACRO web_id(id) AS lower(to_hex(scramble(id, 45991717, 4294967296)));

-- Days and hours. A month is counted from the month of ends_on, which is 0.
CREATE OR REPLACE MACRO month_of(day) AS
    ((year(day) - year(ends_on())) * 12 + month(day) - month(ends_on()))::INTEGER;
CREATE OR REPLACE MACRO month_first(m) AS
    (date_trunc('month', ends_on()) + to_months(m::INTEGER))::DATE;
CREATE OR REPLACE MACRO month_days(m) AS (month_first(m + 1) - month_first(m))::INTEGER;
CREATE OR REPLACE MACRO office_time(day, p, q) AS
    day::TIMESTAMP + to_seconds((3600 * (8.5 + 12.5 * (0.55 * p + 0.45 * q)) + (p * 977 + q * 3571) % 60)::INTEGER);
CREATE OR REPLACE MACRO awake_time(day, p, q) AS
    day::TIMESTAMP + to_seconds((3600 * (7 + 16.7 * (0.6 * greatest(p, q) + 0.4 * p)) + (p * 977 + q * 3571) % 60)::INTEGER);

-- Dirt: how a value looks after a person or an old system typed it.
CREATE OR REPLACE MACRO spelled_phone(phone, p) AS CASE
    WHEN p < 0.62 THEN phone
    WHEN p < 0.74 THEN '+86 ' || phone[1:3] || ' ' || phone[4:7] || ' ' || phone[8:11]
    WHEN p < 0.86 THEN phone[1:3] || '-' || phone[4:7] || '-' || phone[8:11]
    WHEN p < 0.94 THEN '86' || phone
    ELSE '0086' || phone END;
CREATE OR REPLACE MACRO mistyped_digits(text, p) AS
    text[1:5] || text[7] || text[6] || text[8:10] || ((ascii(text[11]) - 47 + floor(p * 8)::INTEGER) % 10)::VARCHAR;
CREATE OR REPLACE MACRO mistyped_word(word, p) AS CASE
    WHEN length(word) < 4 THEN word
    WHEN p < 0.4 THEN word[1:2] || word[4] || word[3] || word[5:]
    WHEN p < 0.7 THEN word[1:2] || word[4:]
    ELSE word[1:3] || word[3:] END;
CREATE OR REPLACE MACRO small_words(text) AS strip_accents(lower(replace(replace(text, '''', ''), ' ', '')));
