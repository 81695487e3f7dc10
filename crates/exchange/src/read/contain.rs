//! The one place where a panic is caught.

use crate::FileFault;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Runs code of the workbook reader. It is careful with damaged workbooks, yet indexes and adds numbers that come from
/// the file, so that a workbook made to harm, or torn in transit, can make it panic. Such a panic becomes the fault of
/// a damaged file.
///
/// What `work` borrows is not used again after that fault, which is why it may be asserted to be safe to unwind past.
pub(super) fn contained<T>(work: impl FnOnce() -> Result<T, FileFault>) -> Result<T, FileFault> {
    static QUIET: Once = Once::new();
    // The usual hook would print a message on the terminal for a fault that is about to be reported in words.
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |what| {
            if !READING.get() {
                usual(what);
            }
        }));
    });
    READING.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    READING.set(false);
    done.unwrap_or_else(|_| Err(FileFault::Damaged("its parts contradict one another".to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_inside_becomes_a_fault() {
        let fault = contained(|| -> Result<(), FileFault> { panic!("out of range") }).unwrap_err();
        assert!(matches!(fault, FileFault::Damaged(_)), "{fault}");
        assert!(contained(|| Ok(1)).is_ok());
    }
}
