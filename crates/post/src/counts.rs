//! Numbers for those who keep the system: no person in them.

use crate::Post;
use crate::notice::Channel;
use crate::queries;
use kernel::Result;
use std::sync::atomic::{AtomicU64, Ordering};

/// What became of the notices of a channel.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Count {
    /// Those that wait now, in all processes.
    pub queued: u64,
    /// Those that this process delivered since it started.
    pub delivered: u64,
    /// Those that failed for good here since it started.
    pub failed: u64,
    /// Those that it learned came back since it started.
    pub returned: u64,
}

/// The numbers of every channel.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// E-mails.
    pub email: Count,
    /// Text messages.
    pub sms: Count,
    /// Letters.
    pub letter: Count,
}

impl Counts {
    /// The numbers of one channel.
    pub const fn of(&self, channel: Channel) -> &Count {
        match channel {
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
            Channel::Letter => &self.letter,
        }
    }

    fn of_mut(&mut self, channel: Channel) -> &mut Count {
        match channel {
            Channel::Email => &mut self.email,
            Channel::Sms => &mut self.sms,
            Channel::Letter => &mut self.letter,
        }
    }
}

/// What is counted on the way.
#[derive(Default)]
pub(crate) struct Counters([Counter; 3]);

#[derive(Default)]
pub(crate) struct Counter {
    pub delivered: AtomicU64,
    pub failed: AtomicU64,
    pub returned: AtomicU64,
}

impl Counters {
    pub(crate) fn of(&self, channel: Channel) -> &Counter {
        &self.0[usize::from(channel.code())]
    }
}

pub(crate) fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Post {
    /// The numbers of now.
    ///
    /// # Errors
    /// As the store.
    pub async fn counts(&self) -> Result<Counts> {
        let mut counts = Counts::default();
        for channel in Channel::ALL {
            let counter = self.counters().of(channel);
            let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
            *counts.of_mut(channel) = Count {
                queued: 0,
                delivered: read(&counter.delivered),
                failed: read(&counter.failed),
                returned: read(&counter.returned),
            };
        }
        for (channel, waiting) in queries::count_waiting(self.store()).await? {
            counts.of_mut(channel).queued = waiting;
        }
        Ok(counts)
    }
}
