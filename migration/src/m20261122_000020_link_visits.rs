//! What became of each personal link: when its address was fetched, and when a person opened it. One row for each link, however
//! often it is fetched.

crate::sql::migration! { up: UP, down: DOWN, frozen: &[] }

const UP: &[&str] = &["CREATE TABLE link_visit (
         link_id {uuid} PRIMARY KEY REFERENCES invitation_link (id) ON DELETE CASCADE,
         fetched_at {time},
         last_fetched_at {time},
         fetches {int} NOT NULL CHECK (fetches >= 0),
         opened_at {time},
         last_opened_at {time},
         CHECK ((fetched_at IS NULL) = (last_fetched_at IS NULL)),
         CHECK ((opened_at IS NULL) = (last_opened_at IS NULL)),
         CHECK ((fetched_at IS NULL) = (fetches = 0))
     )"];

// What the earlier schema does not know of is lost on the way down.
const DOWN: &[&str] = &["DROP TABLE link_visit", "DELETE FROM invitation_event WHERE kind = 'link_fetched'"];
