//! What a supervisor shows to a phone that is to be enrolled.

use perisai_core::domain::AgentId;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

/// A code as it is printed: alone on its line; where the branch's address is told, what a phone scans on the next one; and
/// drawn below, where that is wished for.
pub(super) fn printed(agent: &AgentId, code: &str, address: Option<&str>, is_drawn: bool) -> String {
    let Some(address) = address else { return format!("{code}\n") };
    let invitation = invitation(agent, code, address);
    if is_drawn { format!("{code}\n{invitation}\n{}\n", drawn(&invitation)) } else { format!("{code}\n{invitation}\n") }
}

/// All that a phone needs in order to be enrolled; whoever reads it within the code's life may take the agent's place, so
/// it is shown and never stored.
fn invitation(agent: &AgentId, code: &str, address: &str) -> String {
    format!("perisai:enrol?agent={}&branch={}&code={}", quoted(agent.as_str()), quoted(address), quoted(code))
}

/// A text as part of a URI's query (RFC 3986): what is not unreserved, byte by byte.
fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            quoted.push(char::from(byte));
        } else {
            quoted.push_str(&format!("%{byte:02X}"));
        }
    }
    quoted
}

/// The QR code in half blocks, for a terminal of light letters on a dark ground; phones read it the other way round too.
fn drawn(text: &str) -> String {
    let code = QrCode::new(text).expect("a badge, an address and a code are shorter than a QR code holds");
    code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rini() -> AgentId {
        "A-07".parse().expect("a badge")
    }

    #[test]
    fn a_code_alone_stands_alone() {
        assert_eq!(printed(&rini(), "00ff", None, false), "00ff\n");
    }

    #[test]
    fn an_invitation_names_the_agent_the_branch_and_the_code() {
        let expected = "00ff\nperisai:enrol?agent=A-07&branch=https%3A%2F%2Fsemarang.example&code=00ff\n";
        assert_eq!(printed(&rini(), "00ff", Some("https://semarang.example"), false), expected);
    }

    #[test]
    fn a_drawing_is_as_wide_on_every_line_and_fits_a_terminal() {
        let code = "0123456789abcdef0123456789abcdef";
        let text = printed(&rini(), code, Some("https://perisai.semarang-majapahit.example"), true);
        let widths: Vec<usize> = text.lines().skip(2).map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
        assert!((40..=80).contains(&widths[0]), "{}", widths[0]);
        assert!(widths.len() >= widths[0] / 2);
    }
}
