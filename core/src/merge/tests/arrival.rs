//! A decision and what it decides about, in every order in which they can reach a branch that was restored.

use super::*;

/// The house's creation, two values and another's that the decider has not seen, and the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrives {
    Creation,
    Edit(u8),
    Decision,
}

/// A branch with one house, whose owner people disagree about.
struct Branch {
    house: Option<Kept>,
    conflict: Option<Conflict>,
    decision: Resolution,
    /// What arrived before what it needs.
    held: Vec<Arrives>,
}

const DECISION: u8 = 9;
const UNSEEN: u8 = 5;

fn owner(n: u8) -> &'static str {
    match n {
        2 => "budi",
        3 => "citra",
        _ => "eka",
    }
}

impl Branch {
    fn take(&mut self, arrives: Arrives) {
        self.held.push(arrives);
        while let Some(ready) = self.held.iter().position(|held| self.is_ready(*held)) {
            match self.held.remove(ready) {
                Arrives::Creation => self.house = Some(Kept::new()),
                Arrives::Edit(n) => self.edit(n),
                Arrives::Decision => self.decide(),
            }
        }
    }

    fn is_ready(&self, arrives: Arrives) -> bool {
        match arrives {
            Arrives::Creation => true,
            Arrives::Edit(_) => self.house.is_some(),
            Arrives::Decision => self.house.is_some() && self.conflict.is_some(),
        }
    }

    fn edit(&mut self, n: u8) {
        let house = self.house.as_mut().unwrap();
        if let Some(conflict) = &self.conflict {
            let waiting = conflict.candidates.iter().filter(|candidate| is_waiting(conflict, candidate));
            let waiting = waiting.map(|candidate| (candidate.change, candidate.author.clone())).collect();
            let decided = conflict.resolution.as_ref().map(|made| Decided::of(made, change(DECISION)));
            house.contests = [("owner".to_owned(), Contest { waiting, decided })].into();
        }
        let merged = house.apply(n, &set("owner", Value::from(owner(n)), &[1]));
        if !merged.contested.is_empty() {
            let conflict = self.conflict.get_or_insert_with(|| conflict(Vec::new()));
            await_decision(conflict, candidate(n, owner(n)));
        }
    }

    fn decide(&mut self) {
        let (house, conflict) = (self.house.as_mut().unwrap(), self.conflict.as_mut().unwrap());
        let writers = house.writers.of_field("owner").to_vec();
        let present = house.document.get("owner").cloned().unwrap_or_default();
        let resolved = plan_resolution(conflict, (&writers, &present), None, &self.decision, &by(DECISION));
        let Resolved::Stands { resolution, sets, .. } = resolved else { panic!("{resolved:?}") };
        if let Some(value) = sets {
            house.document.insert("owner".to_owned(), value);
            house.writers.set_field("owner", change(DECISION));
        }
        conflict.resolution = Some(resolution);
    }

    fn stands(&self, n: u8) -> bool {
        self.house.as_ref().unwrap().text("owner") == Some(owner(n))
    }

    fn waits(&self, n: u8) -> bool {
        let waits = |conflict: &Conflict| {
            conflict.candidates.iter().any(|one| one.change == change(n) && is_waiting(conflict, one))
        };
        self.conflict.as_ref().is_some_and(waits)
    }
}

/// Every order of some arrivals, at a branch where the field was never contested before and at one where it was: there
/// the conflict, whose id tells only what it is about, is older than what it is now about.
fn in_every_order(arrivals: &[Arrives], choice: u8, check: impl Fn(&Branch, &[Arrives])) -> usize {
    let mut orders = vec![Vec::new()];
    for arrives in arrivals {
        orders = orders
            .iter()
            .flat_map(|order: &Vec<Arrives>| {
                (0..=order.len()).map(|place| {
                    let mut longer = order.clone();
                    longer.insert(place, *arrives);
                    longer
                })
            })
            .collect();
    }
    for order in &orders {
        for contested_before in [false, true] {
            let decided_before = Conflict { status: ConflictStatus::Resolved, ..conflict(Vec::new()) };
            let mut branch = Branch {
                house: None,
                conflict: contested_before.then_some(decided_before),
                decision: resolution(choice, &[2, 3]),
                held: Vec::new(),
            };
            for arrives in order {
                branch.take(*arrives);
            }
            assert_eq!(branch.held, [], "{order:?}");
            check(&branch, order);
        }
    }
    orders.len()
}

#[test]
fn the_chosen_value_stands_and_nothing_waits_in_whatever_order_they_arrive() {
    let arrivals = [Arrives::Creation, Arrives::Edit(2), Arrives::Edit(3), Arrives::Decision];
    for (choice, other) in [(2, 3), (3, 2)] {
        let orders = in_every_order(&arrivals, choice, |branch, order| {
            assert!(branch.stands(choice), "{order:?}");
            assert!(!branch.waits(choice) && !branch.waits(other), "{order:?}");
        });
        assert_eq!(orders, 24);
    }
}

#[test]
fn what_the_decider_had_not_seen_stands_or_waits_and_so_does_the_choice_in_whatever_order_they_arrive() {
    let arrivals = [Arrives::Creation, Arrives::Edit(2), Arrives::Edit(3), Arrives::Edit(UNSEEN), Arrives::Decision];
    for (choice, other) in [(2, 3), (3, 2)] {
        let orders = in_every_order(&arrivals, choice, |branch, order| {
            for kept in [choice, UNSEEN] {
                assert!(branch.stands(kept) != branch.waits(kept), "{kept} in {order:?}");
            }
            assert!(!branch.stands(other) && !branch.waits(other), "{order:?}");
        });
        assert_eq!(orders, 120);
    }
}

#[test]
fn who_saw_the_decision_has_seen_the_choice_that_arrived_after_it() {
    let mut branch = Branch {
        house: None,
        conflict: Some(Conflict { status: ConflictStatus::Resolved, ..conflict(Vec::new()) }),
        decision: resolution(3, &[2, 3]),
        held: Vec::new(),
    };
    for arrives in [Arrives::Creation, Arrives::Edit(2), Arrives::Decision, Arrives::Edit(3)] {
        branch.take(arrives);
    }
    let house = branch.house.as_mut().unwrap();
    assert_eq!(house.writers.of_field("owner"), [change(3), change(DECISION)]);
    let merged = house.apply(10, &set("owner", Value::from("dewi"), &[DECISION]));
    assert!(merged.contested.is_empty() && merged.lost.is_empty());
}
