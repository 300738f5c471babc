//! One target under fire, and what came of it.
use crate::mutate::mutate;
use crate::random::Random;
use crate::targets::{Check, Target};
use std::collections::HashSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

/// An input that takes longer than this fails: somebody else is waiting.
const SLOW: Duration = Duration::from_millis(500);

/// A target with its corpus.
pub struct Campaign {
    target: &'static Target,
    check: Check,
    corpus: Vec<Vec<u8>>,
    seen: HashSet<u64>,
    random: Random,
}

/// What a campaign found.
pub struct Findings {
    target: &'static str,
    runs: u64,
    outcomes: usize,
    /// The smallest input found that breaks a promise, and which.
    pub failure: Option<(Vec<u8>, String)>,
}

impl Campaign {
    /// Reads the corpus.
    pub fn new(target: &'static Target, seed: u64) -> Result<Self, String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target.name);
        let entries =
            std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut files: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        files.sort();
        let mut corpus = (target.seeds)();
        for file in files {
            let mut bytes = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            corpus.push(bytes);
        }
        corpus.push(Vec::new());
        let check = (target.make)();
        Ok(Self { target, check, corpus, seen: HashSet::new(), random: Random::new(seed) })
    }

    /// Runs for so long, or until something breaks.
    pub fn run(mut self, lasting: Duration) -> Findings {
        std::panic::set_hook(Box::new(|_| {}));
        let until = Instant::now() + lasting;
        let (mut runs, mut failure) = (0, None);
        let mut given = self.corpus.clone().into_iter();
        while failure.is_none() && (Instant::now() < until || !given.as_slice().is_empty()) {
            let input = given.next().unwrap_or_else(|| self.next_input());
            runs += 1;
            match self.attempt(&input) {
                Ok(outcome) => self.keep_if_new(input, outcome),
                Err(problem) => failure = Some(self.shrink(input, problem)),
            }
        }
        let _ = std::panic::take_hook();
        Findings { target: self.target.name, runs, outcomes: self.seen.len(), failure }
    }

    fn next_input(&mut self) -> Vec<u8> {
        let from = self.random.below(self.corpus.len());
        mutate(&self.corpus[from], &self.corpus, &mut self.random)
    }

    fn keep_if_new(&mut self, input: Vec<u8>, outcome: u64) {
        if self.seen.insert(outcome) && self.corpus.len() < 5000 {
            self.corpus.push(input);
        }
    }

    /// What the target makes of an input, or how it broke a promise.
    fn attempt(&self, input: &[u8]) -> Result<u64, String> {
        let timed = || {
            let begun = Instant::now();
            (catch_unwind(AssertUnwindSafe(|| (self.check)(input))), begun.elapsed())
        };
        let (outcome, mut taken) = timed();
        if taken > SLOW {
            // The first input finds keys that have yet to be made. What is slow is slow again.
            taken = timed().1;
        }
        match outcome {
            Err(panic) => Err(panic_text(panic.as_ref())),
            Ok(_) if taken > SLOW => Err(format!("takes {} ms", taken.as_millis())),
            Ok(outcome) => outcome,
        }
    }

    /// Takes pieces out for as long as it still fails.
    fn shrink(&self, mut input: Vec<u8>, mut problem: String) -> (Vec<u8>, String) {
        let mut size = input.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < input.len() {
                let mut shorter = input.clone();
                shorter.drain(at..(at + size).min(input.len()));
                match self.attempt(&shorter) {
                    Err(still) => (input, problem) = (shorter, still),
                    Ok(_) => at += size,
                }
            }
            size /= 2;
        }
        (input, problem)
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panics: {}", text.unwrap_or("without a message"))
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<16} {:>9} inputs, {:>4} outcomes", self.target, self.runs, self.outcomes)?;
        let Some((input, problem)) = &self.failure else { return Ok(()) };
        write!(f, "\n  FAILED: {problem}\n  input:  \"{}\"", input.escape_ascii())?;
        write!(f, "\n  again:  cargo xtask fuzz --replay {} ", self.target)?;
        input.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
