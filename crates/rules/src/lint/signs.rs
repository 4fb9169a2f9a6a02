//! Signs that a reader does not see: the text is another than it looks.

use linehaul_domain::fault::Code;

use crate::lint::Remarks;
use crate::source::unseen;

/// One remark for each line that has such signs within a remark or a text in quotes. Anywhere else the text does not read.
pub fn unseen_signs(remarks: &mut Remarks<'_>) {
    let mut last = 0;
    for ((line, column), sign) in unseen(remarks.contract.text()) {
        if line != last {
            last = line;
            let message = format!(
                "the sign U+{:04X} stands here and is not seen: the line reads otherwise than it looks",
                u32::from(sign)
            );
            remarks.at((line, column), Code::SignUnseen, message);
        }
    }
}
