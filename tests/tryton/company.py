"""Makes the sample company in an empty Tryton: the parties and items that samples/company names, their terms, taxes and
currencies, and the user that Linehaul logs in as. Run once; tests copy the database file."""

import csv
import datetime
import sys
import tomllib
from decimal import Decimal
from pathlib import Path

from proteus import Model, config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
from trytond.modules.currency.tests.tools import get_currency

# None before December 2024: an earlier invoice is refused when it is posted.
YEARS = [
    (datetime.date(2024, 12, 1), datetime.date(2024, 12, 31)),
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)),
    (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
]
CAD_PER_USD = Decimal('1.4400')
TAXES = [
    ('GST 5%', '0.05'),
    ('GST zero-rated', '0'),
    ('HST 13%', '0.13'),
    ('HST 14%', '0.14'),
    ('HST 15%', '0.15'),
    ('QST 9.975%', '0.09975'),
]
# What docs/connectors/tryton.md asks for, and no more.
GROUPS = ['Accounting']


def years(company):
    for span in YEARS:
        fiscalyear = create_fiscalyear(company, span)
        fiscalyear.start_date, fiscalyear.end_date = span
        fiscalyear.name = str(span[0].year)
        set_fiscalyear_invoice_sequences(fiscalyear).click('create_period')


def currencies():
    usd = get_currency('USD')
    cad = get_currency('CAD')
    Rate = Model.get('currency.currency.rate')
    Rate(date=datetime.date(2020, 1, 1), rate=CAD_PER_USD, currency=cad).save()
    return usd, cad


def taxes(accounts):
    Tax = Model.get('account.tax')
    for name, rate in TAXES:
        tax = Tax(name=name, description=name, type='percentage', rate=Decimal(rate))
        tax.invoice_account = accounts['tax']
        tax.credit_note_account = accounts['tax']
        tax.save()


def exchange(accounts):
    """Invoices in another currency than the company's post gains and losses."""
    Configuration = Model.get('account.configuration')
    Journal = Model.get('account.journal')
    settings = Configuration(1)
    settings.currency_exchange_journal, = Journal.find([('code', '=', 'EXC')])
    settings.currency_exchange_debit_account = accounts['expense']
    settings.currency_exchange_credit_account = accounts['revenue']
    settings.save()


def items(accounts, sample):
    Category = Model.get('product.category')
    Template = Model.get('product.template')
    Unit = Model.get('product.uom')
    category = Category(name='Freight', accounting=True)
    category.account_revenue = accounts['revenue']
    category.account_expense = accounts['expense']
    category.save()
    unit, = Unit.find([('name', '=', 'Unit')])
    settings = tomllib.loads((sample / 'linehaul.toml').read_text())
    names = {}
    for code, item in settings['erp']['items'].items():
        names.setdefault(item, code.replace('_', ' ').capitalize())
    for item, name in sorted(names.items()):
        template = Template(name=name, default_uom=unit, type='service', account_category=category)
        template.list_price = Decimal('0')
        template.products[0].suffix_code = item
        template.save()


def parties(sample):
    Party = Model.get('party.party')
    Configuration = Model.get('party.configuration')
    settings = Configuration(1)
    settings.party_sequence = None
    settings.save()
    named = {}
    for file in sorted((sample / 'drop').glob('customers-*.csv')):
        for row in csv.DictReader(file.open(encoding='utf-8-sig')):
            if row['erp_code']:
                named[row['erp_code']] = row['name']
    for code, name in sorted(named.items()):
        party = Party(name=name, code=code)
        party.addresses[0].city = 'Springfield'
        party.save()


def user(name, company):
    User = Model.get('res.user')
    Group = Model.get('res.group')
    user = User(name='Linehaul', login=name)
    for group in Group.find([('name', 'in', GROUPS)]):
        user.groups.append(Group(group.id))
    user.companies.append(company)
    user.company = company
    password = Path(sys.argv[4]).read_text().strip()
    user.password = password
    user.save()


def departments(company):
    """The axis of analytic accounts that `[erp.dimensions] department` names, with two values."""
    Analytic = Model.get('analytic_account.account')
    axis = Analytic(name='Department', type='root', company=company)
    axis.save()
    for code, name in [('CHI', 'Chicago'), ('DAL', 'Dallas')]:
        Analytic(name=name, code=code, type='normal', root=axis, parent=axis, company=company).save()


def main():
    uri, conf, sample = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    config.set_trytond(uri, config_file=conf)
    usd, _ = currencies()
    Party = Model.get('party.party')
    us = Party(name='Prairie Star Logistics')
    us.save()
    create_company(us, usd)
    company = get_company()
    create_chart(company)
    years(company)
    accounts = get_accounts(company)
    taxes(accounts)
    exchange(accounts)
    items(accounts, sample)
    parties(sample)
    departments(company)
    user('linehaul', company)


main()
