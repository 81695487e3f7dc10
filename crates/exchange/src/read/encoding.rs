//! In which encoding a text file is, decided by its content, and the file decoded to UTF-8 as it is read.

use super::source::Input;
use crate::FileFault;
use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{Read, Seek, SeekFrom};

const CHUNK: usize = 64 * 1024;
/// After this many bytes that UTF-8 does not allow, the rest of the file would not change the decision.
const ENOUGH: u64 = 10_000;

/// How the bytes of a file are characters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Encoding {
    charset: &'static encoding_rs::Encoding,
    /// Bytes of the byte order mark.
    mark: u64,
    /// Whether the bytes are sound UTF-8 already.
    sound: bool,
}

/// Decides the encoding: a byte order mark says it; else text that is sound UTF-8 is that; else text in which sound
/// UTF-8 sequences are rarer than broken ones is Windows-1252. What is left is UTF-8 with damage, whose cells are
/// refused one by one.
pub(super) fn detect(input: &mut Input, head: &[u8]) -> Result<Encoding, FileFault> {
    if head.starts_with(b"\xff\xfe") {
        return Ok(Encoding { charset: UTF_16LE, mark: 2, sound: false });
    }
    if head.starts_with(b"\xfe\xff") {
        return Ok(Encoding { charset: UTF_16BE, mark: 2, sound: false });
    }
    if let Some(charset) = zeros(head)? {
        return Ok(Encoding { charset, mark: 0, sound: false });
    }
    let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let tally = tally(input)?;
    let charset = if tally.broken > tally.sound && mark == 0 { WINDOWS_1252 } else { UTF_8 };
    Ok(Encoding { charset, mark, sound: tally.broken == 0 })
}

impl Encoding {
    /// The file as UTF-8, from its start. What cannot be decoded becomes U+FFFD.
    pub fn decoded<'s>(&self, input: &'s mut Input) -> Result<Box<dyn Read + Send + 's>, FileFault> {
        input.seek(SeekFrom::Start(self.mark))?;
        if self.sound {
            return Ok(Box::new(input));
        }
        Ok(Box::new(Decoded {
            input,
            decoder: self.charset.new_decoder_without_bom_handling(),
            raw: vec![0; CHUNK].into_boxed_slice(),
            start: 0,
            end: 0,
            at_end: false,
            finished: false,
        }))
    }
}

impl Encoding {
    /// What people call it.
    pub fn name(&self) -> &'static str {
        self.charset.name()
    }

    /// The beginning of the file as text, to be looked at.
    pub fn head(&self, input: &mut Input) -> Result<String, FileFault> {
        let mut decoded = self.decoded(input)?;
        let mut head = vec![0; CHUNK];
        let mut filled = 0;
        while filled < CHUNK / 2 {
            let read = decoded.read(&mut head[filled..])?;
            if read == 0 {
                break;
            }
            filled += read;
        }
        Ok(String::from_utf8_lossy(&head[..filled]).into_owned())
    }
}

/// UTF-16 without a byte order mark has a zero in every other byte of plain text; other zeros in number mean that this
/// is no text.
fn zeros(head: &[u8]) -> Result<Option<&'static encoding_rs::Encoding>, FileFault> {
    let zeros_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (zeros_at(0), zeros_at(1), head.len() / 2);
    if odd * 10 > half * 7 && even * 10 < half {
        return Ok(Some(UTF_16LE));
    }
    if even * 10 > half * 7 && odd * 10 < half {
        return Ok(Some(UTF_16BE));
    }
    let control = |byte: &&u8| **byte < 32 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c);
    if head.len() > 16 && head.iter().filter(control).count() * 4 > head.len() {
        let mend = "choose the file that has the rows in it, saved as .xlsx or .csv";
        return Err(FileFault::NotATable { what: "not a spreadsheet and not text", mend });
    }
    Ok(None)
}

#[derive(Default)]
struct Tally {
    /// Characters beyond ASCII that are sound UTF-8.
    sound: u64,
    /// Places where UTF-8 is broken.
    broken: u64,
}

fn tally(input: &mut Input) -> Result<Tally, FileFault> {
    input.seek(SeekFrom::Start(0))?;
    let mut tally = Tally::default();
    let mut chunk = vec![0; CHUNK];
    // Bytes of a character that the last chunk cut in two, now at the start of this one.
    let mut cut = 0;
    while tally.broken < ENOUGH {
        let read = input.read(&mut chunk[cut..])?;
        let filled = cut + read;
        if read == 0 {
            tally.broken += u64::from(cut > 0);
            break;
        }
        cut = tally.add(&chunk[..filled]);
        chunk.copy_within(filled - cut..filled, 0);
    }
    Ok(tally)
}

impl Tally {
    /// Counts what is in `bytes`, and says how many at the end are the beginning of a character.
    fn add(&mut self, mut bytes: &[u8]) -> usize {
        loop {
            let Err(fault) = str::from_utf8(bytes) else {
                self.sound += beyond_ascii(bytes);
                return 0;
            };
            let (sound, rest) = bytes.split_at(fault.valid_up_to());
            self.sound += beyond_ascii(sound);
            let Some(broken) = fault.error_len() else { return rest.len() };
            self.broken += 1;
            bytes = &rest[broken..];
        }
    }
}

/// How many characters of sound UTF-8 are beyond ASCII.
fn beyond_ascii(text: &[u8]) -> u64 {
    if text.is_ascii() { 0 } else { text.iter().filter(|byte| **byte >= 0xc0).count() as u64 }
}

/// A file decoded as it is read.
struct Decoded<'s> {
    input: &'s mut Input,
    decoder: Decoder,
    raw: Box<[u8]>,
    start: usize,
    end: usize,
    at_end: bool,
    finished: bool,
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        // The decoder needs room for its longest character; the splitter's chunks are far larger.
        if out.len() < 8 {
            return Err(std::io::Error::other("too little room to decode into"));
        }
        while !self.finished {
            if self.start == self.end && !self.at_end {
                self.start = 0;
                self.end = self.input.read(&mut self.raw)?;
                self.at_end = self.end == 0;
            }
            let raw = &self.raw[self.start..self.end];
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, out, self.at_end);
            self.start += read;
            self.finished = self.at_end && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
        Ok(0)
    }
}
