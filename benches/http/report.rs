//! What was found, as a table.

use std::time::Duration;

/// What one server did in a scenario.
#[derive(Default)]
pub(crate) struct Side {
    rates: Vec<f64>,
    latencies: Vec<Duration>,
    cpu: Option<Duration>,
}

/// What came of one scenario on one database.
pub(crate) struct Finding {
    pub(crate) scenario: &'static str,
    pub(crate) database: &'static str,
    /// Ours, then the bare one.
    pub(crate) sides: [Side; 2],
}

pub(crate) const HEAD: &str = "\
| request | database | ours: req/s | median ms | p99 ms | CPU µs | bare: req/s | median ms | p99 ms | CPU µs | ratio | of CPU |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

impl Side {
    /// Adds one turn.
    pub(crate) fn add(&mut self, rate: f64, latencies: Vec<Duration>, cpu: Option<Duration>) {
        self.rates.push(rate);
        self.latencies.extend(latencies);
        self.cpu = cpu.map(|cpu| self.cpu.unwrap_or_default() + cpu);
    }

    fn cpu_micros(&self) -> Option<f64> {
        Some(self.cpu?.as_secs_f64() * 1e6 / self.latencies.len() as f64)
    }

    fn cells(&self) -> String {
        let cpu = self.cpu_micros().map_or_else(|| "?".to_owned(), |cpu| format!("{cpu:.0}"));
        format!("{:.0} | {} | {cpu}", median(&self.rates), percentiles(&self.latencies))
    }
}

/// Median and 99th percentile, in milliseconds.
pub(crate) fn percentiles(latencies: &[Duration]) -> String {
    let mut latencies = latencies.to_vec();
    latencies.sort_unstable();
    let at = |share: f64| {
        let place = (latencies.len().saturating_sub(1) as f64 * share).round();
        latencies.get(place as usize).map_or(f64::NAN, |latency| latency.as_secs_f64() * 1e3)
    };
    format!("{:.2} | {:.2}", at(0.5), at(0.99))
}

impl Finding {
    /// A row of the table. The ratio is how many times as long a request to ours takes: the median over pairs of
    /// turns that followed each other, and in brackets the least and the most.
    pub(crate) fn row(&self) -> String {
        let [ours, bare] = &self.sides;
        let mut ratios: Vec<f64> =
            ours.rates.iter().zip(&bare.rates).map(|(ours, bare)| bare / ours).collect();
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (ratios.first().copied(), ratios.last().copied());
        let of_cpu = ours.cpu_micros().zip(bare.cpu_micros());
        let of_cpu = of_cpu.map_or_else(|| "?".to_owned(), |(ours, bare)| format!("{:.2}", ours / bare));
        format!(
            "| {} | {} | {} | {} | **{:.2}** ({:.2}–{:.2}) | {of_cpu} |",
            self.scenario,
            self.database,
            ours.cells(),
            bare.cells(),
            median(&ratios),
            least.unwrap_or(f64::NAN),
            most.unwrap_or(f64::NAN),
        )
    }
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}
