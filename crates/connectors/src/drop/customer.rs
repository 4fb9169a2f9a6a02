//! Rows of customers: who is billed, where invoices go, and whom to write to.

use linehaul_domain::fact::FactBody;
use linehaul_domain::fault::Code;
use linehaul_domain::ids::{CustomerId, LegalEntityId};
use linehaul_domain::party::{Customer, InvoiceStyle, StatedCustomer, TaxRegistration};
use linehaul_domain::postal::{Address, Contact, ContactRole};

use crate::cell::{self, Read, bad};
use crate::drop::fields::{BadField, Fields};
use crate::drop::places::country_of;
use crate::drop::rows::STYLES;

/// Columns of the lines of an address.
const LINES: &[&str] = &["address_1", "address_2", "address_3"];

/// The other columns of an address.
const TOWN: &[&str] = &["city", "region", "postal_code", "country"];

/// What a row states.
pub fn body(fields: &Fields<'_>) -> Result<FactBody, BadField> {
    let customer = Customer {
        id: CustomerId(fields.required("customer")?.to_owned()),
        name: fields.required("name")?.to_owned(),
        erp_code: fields.text("erp_code"),
        credit_hold: fields.value("credit_hold", cell::flag)?.unwrap_or(false),
        currency: fields.value("currency", cell::currency)?,
        payment_terms: fields.text("payment_terms"),
        legal_entity: fields.text("legal_entity").map(LegalEntityId),
        group: fields.text("customer_group"),
        invoice_style: fields
            .value("invoice_style", |t| cell::word(t, "invoice style", STYLES))?
            .unwrap_or(InvoiceStyle::PerLoad),
        address: address(fields)?,
        contract: fields.value("contract", folder)?,
    };
    let contacts = fields.value("contacts", contacts)?.unwrap_or_default();
    let tax_registrations = fields.value("tax_registrations", registrations)?.unwrap_or_default();
    Ok(FactBody::Customer(Box::new(StatedCustomer { customer, contacts, tax_registrations })))
}

/// The name of a folder, and no way out of the one that has them.
fn folder(text: &str) -> Read<String> {
    match text.starts_with('.') || text.contains(['/', '\\', ':']) {
        true => bad(Code::CellUnknown, format!("`{}` is no name of a contract's folder", cell::shown(text))),
        false => Ok(text.to_owned()),
    }
}

/// `us_ein: 12-3456789; ca_gst: 123456789 RT0001`.
fn registrations(text: &str) -> Read<Vec<TaxRegistration>> {
    let one = |part: &str| {
        let (kind, number) =
            part.split_once(':').map(|(kind, number)| (kind.trim(), number.trim())).unwrap_or_default();
        if kind.is_empty() || number.is_empty() {
            let message =
                format!("`{}` is no registration for taxes like us_ein: 12-3456789", cell::shown(part.trim()));
            return bad(Code::CellUnknown, message);
        }
        Ok(TaxRegistration { kind: kind.to_owned(), number: number.to_owned() })
    };
    text.split(';').map(one).collect()
}

/// An address is told whole or not at all: half of one on an invoice reaches nobody.
fn address(fields: &Fields<'_>) -> Result<Option<Address>, BadField> {
    if LINES.iter().chain(TOWN).all(|column| fields.get(column).is_none()) {
        return Ok(None);
    }
    fields.required("address_1")?;
    let region = fields.text("region");
    let of_region = || region.as_deref().and_then(country_of).and_then(|code| code.parse().ok());
    let country = match fields.value("country", cell::country)?.or_else(of_region) {
        Some(country) => country,
        None => fields.needed("country", cell::country)?,
    };
    Ok(Some(Address {
        lines: LINES.iter().filter_map(|column| fields.text(column)).collect(),
        city: fields.required("city")?.to_owned(),
        postal_code: fields.text("postal_code"),
        country,
        region,
    }))
}

/// `billing: Ann Lee <ann@example.com>; claims: claims@example.com`.
fn contacts(text: &str) -> Read<Vec<Contact>> {
    text.split(';').map(contact).collect()
}

fn contact(text: &str) -> Read<Contact> {
    let wrong = || {
        let message = format!("`{}` is no contact like billing: Ann Lee <ann@example.com>", cell::shown(text.trim()));
        bad(Code::ContactWrong, message)
    };
    let Some((role, who)) = text.split_once(':') else { return wrong() };
    let role = cell::word(role, "role of a contact", ContactRole::ALL)?;
    let (name, email) = match who.trim().strip_suffix('>') {
        None => ("", who),
        Some(rest) => match rest.split_once('<') {
            Some((name, email)) => (name.trim(), email),
            None => return wrong(),
        },
    };
    Ok(Contact { role, name: (!name.is_empty()).then(|| name.to_owned()), email: cell::email(email)? })
}
