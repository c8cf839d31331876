//! How often one device may ask. Per device, not per address: a village shares one address.

use std::collections::HashMap;
use std::time::Duration;

use perisai_core::domain::DeviceId;

/// How many requests a device may make at once.
const BURST_REQUESTS: f64 = 300.0;
/// How many more it may make each second.
const REQUESTS_PER_SECOND: f64 = 30.0;

/// What each device has left.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    devices: HashMap<DeviceId, Left>,
}

#[derive(Debug)]
struct Left {
    requests: f64,
    since: Duration,
}

impl Rates {
    /// Takes one request of a device, at a time since the start. False where it has none left.
    pub(crate) fn take(&mut self, device: DeviceId, now: Duration) -> bool {
        let left = self.devices.entry(device).or_insert(Left { requests: BURST_REQUESTS, since: now });
        let regained = now.saturating_sub(left.since).as_secs_f64() * REQUESTS_PER_SECOND;
        left.requests = (left.requests + regained).min(BURST_REQUESTS);
        left.since = now;
        let may = left.requests >= 1.0;
        if may {
            left.requests -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_device_that_asks_too_often_waits_and_no_other_does() {
        let (busy, calm) = (DeviceId(Uuid::from_u128(1)), DeviceId(Uuid::from_u128(2)));
        let mut rates = Rates::default();
        let now = Duration::from_secs(5);
        let served = (0..1_000).filter(|_| rates.take(busy, now)).count();
        assert_eq!(served, 300);
        assert!(rates.take(calm, now));
        assert!(!rates.take(busy, now + Duration::from_millis(10)));
        assert!(rates.take(busy, now + Duration::from_millis(100)));
    }
}
