use super::*;
use latchkey_base::SeededEntropy;
use std::sync::Barrier;

const QUICK: HashParameters = HashParameters { memory_kib: 8, iterations: 1, parallelism: 1 };

fn pool(concurrent: usize, waiting: usize) -> HashingPool {
    let settings = HashingSettings { concurrent, waiting };
    HashingPool::start(&settings, Arc::new(SeededEntropy::new(3))).unwrap()
}

fn password(text: &str) -> Secret<String> {
    Secret::from(text)
}

#[tokio::test]
async fn a_password_is_hashed_and_recognised() {
    let pool = pool(1, 4);
    let phc = pool.hash(password("correct horse"), &QUICK).await.unwrap();
    let right = pool.verify(password("correct horse"), Some(phc.clone()), &QUICK).await.unwrap();
    assert!(right.matches && !right.needs_upgrade);
    let wrong = pool.verify(password("battery staple"), Some(phc), &QUICK).await.unwrap();
    assert!(!wrong.matches);
}

#[tokio::test]
async fn nobodys_password_never_matches() {
    let verdict = pool(1, 4).verify(password(""), None, &QUICK).await.unwrap();
    assert!(!verdict.matches);
}

#[tokio::test]
async fn a_full_queue_refuses_at_once() {
    let pool = Arc::new(pool(1, 1));
    let (begun, end) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (job_begun, job_end) = (Arc::clone(&begun), Arc::clone(&end));
    let busy = Arc::clone(&pool);
    let first = tokio::spawn(async move {
        let block = move |_: &PasswordHasher| {
            job_begun.wait();
            job_end.wait();
            Ok(())
        };
        busy.run(block).await
    });
    tokio::task::yield_now().await;
    begun.wait();
    // One is being worked on, one may wait, and that was all.
    let waits = Arc::clone(&pool);
    let second = tokio::spawn(async move { waits.hash(password("b"), &QUICK).await });
    tokio::task::yield_now().await;
    let third = pool.hash(password("c"), &QUICK).await;
    assert_eq!(third, Err(HashingError::Busy));
    end.wait();
    first.await.unwrap().unwrap();
    assert!(second.await.unwrap().is_ok());
    assert_eq!(pool.load.waiting.load(Ordering::Relaxed), 0);
}

#[test]
fn fewer_threads_than_cores_but_at_least_one() {
    let cores = thread::available_parallelism().unwrap().get();
    assert_eq!(threads(0), cores.saturating_sub(1).max(1));
    assert_eq!(threads(5), 5);
}
