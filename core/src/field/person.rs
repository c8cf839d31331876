//! A worker as told: every field read as it is spelled in the record.

use super::capture::{Draft, invalid, village};
use super::inputs::{AddressInput, OccupationInput, PersonInput};
use crate::domain::calendar::CivilDate;
use crate::domain::kinds::{Address, DatedOccupation};
use crate::domain::nik::Nik;
use crate::domain::occupations::Occupations;
use crate::domain::phone::Phone;
use crate::domain::regions::Regions;
use crate::domain::{Document, Rule, Value};
use crate::error::FieldError;

/// What was told, each field as it is spelled in the record.
pub(super) fn told(draft: &Draft<'_>, person: &PersonInput) -> Result<Document, FieldError> {
    let mut told = Document::new();
    let mut put = |field: &str, value: Value| {
        told.insert(field.to_owned(), value);
    };
    let texts = [
        ("name", &person.name),
        ("birth_place", &person.birth_place),
        ("email", &person.email),
        ("work_hours", &person.work_hours),
        ("hamlet", &person.hamlet),
    ];
    for (field, text) in texts {
        if let Some(text) = text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            put(field, Value::from(text));
        }
    }
    if let Some(nik) = &person.nik {
        put("nik", Value::from(Nik::parse(nik).map_err(|rule| invalid("nik", rule))?.as_str()));
    }
    if let Some(phone) = &person.phone {
        put("phone", Value::from(Phone::parse(phone).map_err(|rule| invalid("phone", rule))?.as_str()));
    }
    if let Some(date) = &person.birth_date {
        let date: CivilDate = date.parse().map_err(|rule| invalid("birth_date", rule))?;
        put("birth_date", Value::from(date.to_string()));
    }
    if let Some(code) = &person.village {
        put("village", Value::from(village("village", code)?.as_str()));
    }
    if let Some(word) = &person.occupation {
        let occupation = draft.list::<Occupations>()?;
        let occupation = occupation.find(word).ok_or_else(|| invalid("occupation", Rule::Enum))?;
        put("occupation", Value::from(occupation.code.as_str()));
    }
    let addresses = [
        ("ktp_address", &person.ktp_address),
        ("home_address", &person.home_address),
        ("workplace", &person.workplace),
    ];
    for (field, told) in addresses {
        if let Some(told) = told {
            put(field, address(field, told)?);
        }
    }
    if !person.second_occupation.is_empty() {
        put("second_occupation", occupations(draft, "second_occupation", &person.second_occupation)?);
    }
    let flags = [("reached_before", person.reached_before), ("do_not_contact", person.do_not_contact)];
    for (field, flag) in flags {
        if let Some(flag) = flag {
            put(field, Value::Bool(flag));
        }
    }
    if let Some(sex) = person.sex {
        put("sex", Value::from(sex.as_str()));
    }
    if let Some(class) = person.economic_class {
        put("economic_class", Value::from(class.as_str()));
    }
    if let Some(sector) = person.discount_sector {
        put("discount_sector", Value::from(sector.as_str()));
    }
    if let Some(income) = person.declared_income {
        if income < 0 {
            return Err(invalid("declared_income", Rule::Number));
        }
        put("declared_income", Value::Int(income));
    }
    if !person.segments.is_empty() {
        let mut segments: Vec<Value> = person.segments.iter().map(|segment| Value::from(segment.as_str())).collect();
        segments.sort();
        segments.dedup();
        put("segments", Value::List(segments));
    }
    Ok(told)
}

/// An address; where its village is known, with the area list that the code is from.
pub(super) fn address(field: &str, told: &AddressInput) -> Result<Value, FieldError> {
    let text = told.text.trim();
    if text.is_empty() {
        return Err(invalid(field, Rule::Required));
    }
    let village = told.village.as_deref().map(|code| village(field, code)).transpose()?;
    let code_set = village.map(|_| Regions::shipped().version().to_owned());
    let address = Address { text: text.to_owned(), village, code_set };
    Value::from_serialize(&address).ok_or_else(|| invalid(field, Rule::Type))
}

/// Occupations by everyday words, each since when.
pub(super) fn occupations(draft: &Draft<'_>, field: &str, told: &[OccupationInput]) -> Result<Value, FieldError> {
    let list = draft.list::<Occupations>()?;
    let occupation = |told: &OccupationInput| {
        let occupation = list.find(&told.occupation).ok_or_else(|| invalid(field, Rule::Enum))?;
        let since = told.since.as_deref().map(str::parse).transpose().map_err(|rule| invalid(field, rule))?;
        let dated = DatedOccupation { occupation: occupation.code.clone(), since };
        Value::from_serialize(&dated).ok_or_else(|| invalid(field, Rule::Type))
    };
    Ok(Value::List(told.iter().map(occupation).collect::<Result<_, _>>()?))
}
