//! The sample company, pointed at a real ERP.

use std::path::{Path, PathBuf};

/// Our tax codes, and the taxes of the set-up.
pub(super) const TAXES: &[(&str, &[&str])] = &[
    ("TAX_GST", &["GST 5%"]),
    ("TAX_GST_ZERO", &["GST zero-rated"]),
    ("TAX_HST", &["HST 13%", "HST 14%", "HST 15%"]),
    ("TAX_QST", &["QST 9.975%"]),
];

/// A workspace of the sample company that bills into a real ERP.
pub struct Company {
    folder: tempfile::TempDir,
}

impl Company {
    /// Makes it: the sample's configuration with another `[erp]`, and the password in a file that only we may read.
    pub fn new(url: &str, password: &str, more: &str) -> Company {
        let folder = tempfile::tempdir().expect("a folder");
        let company = Company { folder };
        linehaul_api::command::session::init_workspace(&company.dir(), true).expect("the sample company");
        company.point_at(url, more);
        company.keep_secret(password);
        company
    }

    /// The same for a Celerp.
    pub fn on_celerp(url: &str, password: &str, more: &str) -> Company {
        let folder = tempfile::tempdir().expect("a folder");
        let company = Company { folder };
        linehaul_api::command::session::init_workspace(&company.dir(), true).expect("the sample company");
        let erp = format!(
            "kind = \"celerp\"\nurl = \"{url}\"\nuser = \"linehaul@example.com\"\nsettle_seconds = 3\nsign_others_out = true\n{more}\n"
        );
        company.bill_into(&erp, "[erp.rates]\nCAD = \"0.6944\"\n");
        company.keep_secret(password);
        company
    }

    /// Its workspace.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("w")
    }

    /// Points it at another address of a Tryton. `more` are further lines of `[erp]`.
    pub fn point_at(&self, url: &str, more: &str) {
        let erp = format!(
            "kind = \"tryton\"\nurl = \"{url}\"\ndatabase = \"linehaul\"\nuser = \"linehaul\"\nsettle_seconds = 3\nagree_to_warnings = [\"invoice_payment_term\"]\n{more}\n"
        );
        self.bill_into(&erp, "[erp.terms]\n\"Net 30\" = \"Net 30 days\"\n");
    }

    /// Writes these lines of `[erp]` into its configuration, and these tables behind it.
    fn bill_into(&self, erp: &str, tables: &str) {
        let path = self.dir().join("linehaul.toml");
        let text = std::fs::read_to_string(&path).expect("a configuration");
        let (before, rest) = text.split_once("[erp]\n").expect("an [erp]");
        let (_, after) = rest.split_once("[erp.items]").expect("items");
        let after = after.split("[erp.taxes]").next().expect("items");
        let (items, others) = after.split_once("[owners]").expect("owners");
        let list = |names: &[&str]| names.iter().map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", ");
        let taxes: Vec<String> = TAXES.iter().map(|(code, names)| format!("{code} = [{}]", list(names))).collect();
        let taxes = taxes.join("\n");
        let text = format!("{before}[erp]\n{erp}[erp.items]{items}[owners]{others}\n[erp.taxes]\n{taxes}\n{tables}");
        std::fs::write(path, text).expect("written");
    }

    /// Keeps the ERP's password where a machine without a keychain keeps it.
    pub fn keep_secret(&self, password: &str) {
        let path = self.dir().join("secrets.toml");
        let account = linehaul_workbench::settings::config::read(&self.dir())
            .expect("a configuration")
            .erp
            .secret_account()
            .expect("an account");
        std::fs::write(&path, format!("[erp]\naccount = {account:?}\nsecret = {password:?}\n")).expect("written");
        only_ours(&path, 0o600);
    }
}

/// Sets the rights of a file.
pub fn only_ours(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("rights");
}
