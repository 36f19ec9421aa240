//! Which questions of a submitted response do not count, and why: written with each submission from now on.
//!
//! Of what was submitted before it is filled in what can be known for certain: an answer that is stored but not among those
//! that the submission froze was left out; and a question that had to be answered whenever it was shown, and was not, was not
//! shown.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &[
    "CREATE TABLE answer_left_out (
         response_id {uuid} NOT NULL REFERENCES response (id) ON DELETE CASCADE,
         question_id {uuid} NOT NULL REFERENCES question (id),
         reason {text} NOT NULL CHECK (reason IN ('not_shown', 'whole_answered')),
         PRIMARY KEY (response_id, question_id)
     )",
    "CREATE INDEX answer_left_out_by_question ON answer_left_out (question_id)",
    "{sqlite}INSERT INTO answer_left_out (response_id, question_id, reason)
     SELECT DISTINCT a.response_id, a.question_id, CASE WHEN w.id IS NULL THEN 'not_shown' ELSE 'whole_answered' END
     FROM answer a
     JOIN question q ON q.id = a.question_id
     JOIN response r ON r.id = a.response_id AND r.status = 'submitted'
     JOIN submission s ON s.response_id = r.id
         AND s.number = (SELECT MAX(n.number) FROM submission n WHERE n.response_id = r.id)
     LEFT JOIN question p ON p.id = q.parent_id
     LEFT JOIN answer w ON w.response_id = a.response_id AND w.question_id = p.id AND w.item = ''
         AND w.state IN ('dont_know', 'not_relevant')
         AND EXISTS (SELECT 1 FROM json_each(s.content, '$.answers') AS j WHERE j.value ->> 'question' = p.code)
     WHERE a.state <> 'not_answered' AND NOT EXISTS (
         SELECT 1 FROM json_each(s.content, '$.answers') AS j
         WHERE j.value ->> 'question' = q.code AND COALESCE(j.value ->> 'item', '') = a.item)",
    "{postgres}INSERT INTO answer_left_out (response_id, question_id, reason)
     SELECT DISTINCT a.response_id, a.question_id, CASE WHEN w.id IS NULL THEN 'not_shown' ELSE 'whole_answered' END
     FROM answer a
     JOIN question q ON q.id = a.question_id
     JOIN response r ON r.id = a.response_id AND r.status = 'submitted'
     JOIN submission s ON s.response_id = r.id
         AND s.number = (SELECT MAX(n.number) FROM submission n WHERE n.response_id = r.id)
     LEFT JOIN question p ON p.id = q.parent_id
     LEFT JOIN answer w ON w.response_id = a.response_id AND w.question_id = p.id AND w.item = ''
         AND w.state IN ('dont_know', 'not_relevant')
         AND EXISTS (SELECT 1 FROM jsonb_array_elements(s.content -> 'answers') AS j(value)
             WHERE j.value ->> 'question' = p.code)
     WHERE a.state <> 'not_answered' AND NOT EXISTS (
         SELECT 1 FROM jsonb_array_elements(s.content -> 'answers') AS j(value)
         WHERE j.value ->> 'question' = q.code AND COALESCE(j.value ->> 'item', '') = a.item)",
    "INSERT INTO answer_left_out (response_id, question_id, reason)
     SELECT r.id, v.question_id, 'not_shown'
     FROM response r
     JOIN invitation i ON i.id = r.invitation_id
     JOIN round o ON o.id = i.round_id
     JOIN version_question v ON v.version_id = o.version_id AND v.parent_id IS NULL
         AND v.required AND v.required_when IS NULL AND v.visible_when IS NOT NULL
     JOIN question q ON q.id = v.question_id AND q.kind NOT IN ('information', 'matrix', 'number_grid', 'repeating_group')
     WHERE r.status = 'submitted'
         AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.response_id = r.id AND a.question_id = v.question_id
             AND a.state <> 'not_answered')
         AND NOT EXISTS (SELECT 1 FROM answer_left_out l WHERE l.response_id = r.id AND l.question_id = v.question_id)",
];

const DOWN: &[&str] = &["DROP TABLE answer_left_out"];
