//! The text of a mapping: what it may say, and that everything wrong with it is told at once.

use linehaul_connectors::mapping::Mapping;

fn wrong(text: &str) -> String {
    Mapping::read(text).expect_err("refused").join("\n")
}

const LOAD: &str =
    "[[file.makes]]\nkind = \"load\"\n[file.makes.fields]\nload_number = \"No\"\ncustomer = \"C\"\nstatus = \"S\"\n";

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = format!(
        "currency = \"US\"\ndates = [\"M/D/YYYY\", \"D/M/YYYY\"]\nnumbers = \"1125\"\n[zones]\ndefault = \"CST\"\n\
         [flags]\nyes = \"X\"\nno = [\"x\"]\n[[file]]\nnames = \"a.csv\"\nignore = [\"Mi\"]\n{LOAD}miles = \"Mi\"\n\
         weigth_lb = \"W\"\nmode = {{ value = \"TL\", column = \"M\" }}\n[[file.makes]]\nkind = \"stop\"\n\
         [file.makes.fields]\ntype = {{ value = \"PU\" }}\n[[file.makes]]\nkind = \"lod\"\n"
    );
    let told = wrong(&text);
    for part in [
        "currency: ",
        "`M/D/YYYY` and `D/M/YYYY` read one text as two days",
        "numbers: `1125`",
        "America/Chicago",
        "`x` is yes and no",
        "`Mi` is read, and it is to be ignored",
        "did you mean `weight_lb`?",
        "one of these",
        "`PU` is none of pickup",
        "lod is nothing that is made; known are customer, load, stop, event, document",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn what_a_kind_needs_must_be_mapped() {
    let stop = "[[file]]\nnames = \"a.csv\"\n[[file.makes]]\nkind = \"stop\"\n[file.makes.fields]\ntype = { value = \"pickup\" }\n";
    assert!(wrong(stop).contains("stop it needs load_number and seq"), "{}", wrong(stop));
    assert!(wrong("").contains("no [[file]]"));
    assert!(wrong("[[file]]\nnames = \"a.csv\"\n").contains("no [[file.makes]]"));
    assert!(wrong(&format!("[[file]]\n{LOAD}")).contains("no names"));
    assert!(wrong(&format!("currencies = \"USD\"\n[[file]]\nnames = \"a\"\n{LOAD}")).contains("currencies"));
}

#[test]
fn parts_and_expressions_are_looked_at() {
    let field = |rule: &str| format!("[[file]]\nnames = \"a.csv\"\n{LOAD}mode = {rule}\n");
    for (rule, told) in [
        ("{ column = \"M\", split = \"/\" }", "stand together"),
        ("{ column = \"M\", split = \"/\", part = 0 }", "counted from 1"),
        ("{ column = \"M\", match = \"(\" }", "match: "),
        ("{ column = \"M\", match = \"a{1000}{1000}{1000}\" }", "match: "),
        ("{ column = \"M\", time = \"noon\" }", "time: `noon`"),
        ("{ columns = [] }", "one of these"),
        ("{ column = \"M\", dates = \"M/D/YY\" }", "two_digit_years"),
        ("7", "the name of a column, or a table"),
    ] {
        assert!(wrong(&field(rule)).contains(told), "{rule}: {}", wrong(&field(rule)));
    }
    assert!(Mapping::read(&field("{ columns = [\"A\", \"B\"], join = \"-\" }")).is_ok());
}
