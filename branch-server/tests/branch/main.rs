//! A branch as phones and clerks meet it.

#[cfg(test)]
mod clerk;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod erasure;
#[cfg(test)]
mod exchange;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod long_run;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod merging;
#[cfg(test)]
mod one_person;
#[cfg(test)]
mod outreach_rules;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod program;
#[cfg(test)]
mod receipts;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod verify;
