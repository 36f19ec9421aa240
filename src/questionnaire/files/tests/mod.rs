//! What holds for every questionnaire that there may be, and what people are told about files that are none.

mod json;
mod pyxform;
mod samples;
mod xlsform;
