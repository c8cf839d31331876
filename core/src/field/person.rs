//! A worker as told: every field read as it is spelled in the record.

use super::capture::{Draft, invalid, known_village};
use super::inputs::{AddressInput, OccupationInput, PersonInput};
use crate::domain::kinds::{Address, DatedOccupation};
use crate::domain::nik::Nik;
use crate::domain::occupations::Occupations;
use crate::domain::phone::Phone;
use crate::domain::regions::Regions;
use crate::domain::so_far::{self, nik_digits};
use crate::domain::{Document, Invalid, Rule, Value};
use crate::error::FieldError;

/// What was told, each field as it is spelled in the record.
pub(super) fn told(draft: &Draft<'_>, person: &PersonInput) -> Result<Document, FieldError> {
    let (told, unreadable) = read_person(&*draft.list::<Occupations>()?, person);
    unreadable.into_iter().next().map_or(Ok(told), |breach| Err(breach.into()))
}

/// What was told, as far as it can be read, and what cannot. A text of blanks tells nothing.
pub(super) fn read_person(list: &Occupations, person: &PersonInput) -> (Document, Vec<Invalid>) {
    let mut reading = Reading::default();
    let texts = [
        ("name", &person.name),
        ("birth_place", &person.birth_place),
        ("email", &person.email),
        ("work_hours", &person.work_hours),
        ("hamlet", &person.hamlet),
    ];
    for (field, text) in texts {
        reading.put(field, filled(text), |text| Ok(Value::from(text)));
    }
    reading.put("nik", filled(&person.nik), |nik| Ok(Value::from(Nik::parse(&nik_digits(nik))?.as_str())));
    reading.put("phone", filled(&person.phone), |phone| Ok(Value::from(Phone::parse(phone)?.as_str())));
    reading.put("birth_date", filled(&person.birth_date), |typed| {
        so_far::date(typed).whole().map(|date| Value::from(date.to_string())).ok_or(Rule::Date)
    });
    reading.put("village", person.village.as_deref(), |code| Ok(Value::from(known_village(code)?.as_str())));
    reading.put("occupation", filled(&person.occupation), |word| {
        list.find(word).map(|occupation| Value::from(occupation.code.as_str())).ok_or(Rule::Enum)
    });
    let addresses = [
        ("ktp_address", &person.ktp_address),
        ("home_address", &person.home_address),
        ("workplace", &person.workplace),
    ];
    for (field, told) in addresses {
        reading.put(field, told.as_ref(), read_address);
    }
    if !person.second_occupation.is_empty() {
        reading.put("second_occupation", Some(&person.second_occupation), |told| read_occupations(list, told));
    }
    let flags = [("reached_before", person.reached_before), ("do_not_contact", person.do_not_contact)];
    for (field, flag) in flags {
        reading.put(field, flag, |flag| Ok(Value::Bool(flag)));
    }
    reading.put("sex", person.sex, |sex| Ok(Value::from(sex.as_str())));
    reading.put("economic_class", person.economic_class, |class| Ok(Value::from(class.as_str())));
    reading.put("discount_sector", person.discount_sector, |sector| Ok(Value::from(sector.as_str())));
    reading.put("declared_income", person.declared_income, |income| {
        if income < 0 { Err(Rule::Number) } else { Ok(Value::Int(income)) }
    });
    if !person.segments.is_empty() {
        let mut segments: Vec<Value> = person.segments.iter().map(|segment| Value::from(segment.as_str())).collect();
        segments.sort();
        segments.dedup();
        reading.put("segments", Some(segments), |segments| Ok(Value::List(segments)));
    }
    (reading.told, reading.unreadable)
}

/// What is read of a person, field by field.
#[derive(Default)]
struct Reading {
    told: Document,
    unreadable: Vec<Invalid>,
}

impl Reading {
    fn put<T>(&mut self, field: &str, told: Option<T>, read: impl FnOnce(T) -> Result<Value, Rule>) {
        match told.map(read) {
            None => {}
            Some(Ok(value)) => {
                self.told.insert(field.to_owned(), value);
            }
            Some(Err(rule)) => self.unreadable.push(Invalid::new(field, rule)),
        }
    }
}

/// The text that was told; none for blanks.
fn filled(text: &Option<String>) -> Option<&str> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty())
}

/// An address; where its village is known, with the area list that the code is from.
pub(super) fn address(field: &str, told: &AddressInput) -> Result<Value, FieldError> {
    read_address(told).map_err(|rule| invalid(field, rule))
}

fn read_address(told: &AddressInput) -> Result<Value, Rule> {
    let text = told.text.trim();
    if text.is_empty() {
        return Err(Rule::Required);
    }
    let village = told.village.as_deref().map(known_village).transpose()?;
    let code_set = village.map(|_| Regions::shipped().version().to_owned());
    let address = Address { text: text.to_owned(), village, code_set };
    Value::from_serialize(&address).ok_or(Rule::Type)
}

/// Occupations by everyday words, each since when.
pub(super) fn occupations(draft: &Draft<'_>, field: &str, told: &[OccupationInput]) -> Result<Value, FieldError> {
    read_occupations(&*draft.list::<Occupations>()?, told).map_err(|rule| invalid(field, rule))
}

fn read_occupations(list: &Occupations, told: &[OccupationInput]) -> Result<Value, Rule> {
    let occupation = |told: &OccupationInput| {
        let occupation = list.find(&told.occupation).ok_or(Rule::Enum)?;
        let since = told.since.as_deref().map(str::parse).transpose()?;
        let dated = DatedOccupation { occupation: occupation.code.clone(), since };
        Value::from_serialize(&dated).ok_or(Rule::Type)
    };
    Ok(Value::List(told.iter().map(occupation).collect::<Result<_, _>>()?))
}
