use std::fmt;

use super::Origin;
use super::catalog::Setting;

/// What is wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingProblem {
    /// The setting as the file and as the environment write it; or the file itself.
    pub subject: String,
    /// What is wrong and what to do.
    pub message: String,
    /// How it could be written, where that helps.
    pub example: Option<String>,
}

impl SettingProblem {
    /// Something wrong with a setting, whose name the message is the rest of a sentence to.
    pub(super) fn about(setting: &Setting, origin: &Origin, message: impl Into<String>) -> Self {
        let (section, line) =
            (setting.name.split('.').next().unwrap_or_default(), setting.line(setting.example));
        Self {
            subject: format!("{} (environment: {}, {origin})", setting.name, setting.variable()),
            message: message.into(),
            example: Some(format!("{line} under [{section}]")),
        }
    }
}

/// Everything that is wrong with the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<SettingProblem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => write!(f, "One thing is wrong with the settings:")?,
            many => write!(f, "{many} things are wrong with the settings:")?,
        }
        for problem in &self.0 {
            write!(f, "\n\n  {}\n    {}", problem.subject, problem.message)?;
            if let Some(example) = &problem.example {
                write!(f, "\n    Example: {example}")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
