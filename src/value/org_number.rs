use std::fmt;

use crate::error::Problem;

/// A Norwegian organization number: nine digits, the last of which is a check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrgNumber(String);

/// Weights of the first eight digits. Source: Brønnøysundregistrene, «Organisasjonsnummeret».
const WEIGHTS: [u32; 8] = [3, 2, 7, 6, 5, 4, 3, 2];

impl OrgNumber {
    /// Reads a number as people write it, with or without spaces («991 825 827»).
    ///
    /// # Errors
    /// [`Problem::Required`] where empty, [`Problem::NotAnOrgNumber`] where it is not nine digits with the right
    /// check digit.
    pub fn parse(raw: &str) -> Result<Self, Problem> {
        let digits: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.is_empty() {
            return Err(Problem::Required);
        }
        let numbers: Vec<u32> = digits.chars().map_while(|c| c.to_digit(10)).collect();
        // No number begins with 0; nine zeros would pass the check.
        let fits = digits.len() == 9
            && !digits.starts_with('0')
            && numbers.len() == 9
            && check_digit(&numbers) == numbers.last().copied();
        if fits { Ok(Self(digits)) } else { Err(Problem::NotAnOrgNumber) }
    }

    /// The nine digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// 11 minus the weighted sum modulo 11; 11 is written 0, and a number that would need 10 is never given out.
fn check_digit(numbers: &[u32]) -> Option<u32> {
    let sum: u32 = numbers.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

impl fmt::Display for OrgNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_numbers_whose_check_digit_fits() {
        // Digitaliseringsdirektoratet, Brønnøysundregistrene, and the registry's own example 12345678 → 5.
        for good in ["991825827", "974760673", "123456785", " 991 825 827 "] {
            assert!(OrgNumber::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "991825828",
            "99182582",
            "9918258270",
            "99182582a",
            "999999990",
            "000000000",
            "９９１８２５８２７",
        ] {
            assert_eq!(OrgNumber::parse(bad), Err(Problem::NotAnOrgNumber), "{bad}");
        }
        assert_eq!(OrgNumber::parse(" "), Err(Problem::Required));
    }
}
