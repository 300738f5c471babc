//! How user names and addresses are compared.

/// The form in which user names and addresses are compared and kept unique: without white space
/// around it, and in lower case.
pub fn normal_form(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_white_space_around_do_not_matter() {
        assert_eq!(normal_form(" Ada@Example.ORG\n"), "ada@example.org");
    }
}
