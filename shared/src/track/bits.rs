//! Numbers of few bits, one after the other.
//!
//! Small numbers are Rice coded: the upper part in unary, the lower `k` bits as they are, with `k` following the running
//! mean of the numbers before. (R. F. Rice, JPL 79-22, 1979; the running mean as in JPEG-LS, ITU-T T.87.)

use super::TrackError;

/// So many ones instead of an upper part announce a number written in full.
const ESCAPE: u64 = 16;

/// Writes bits, the most significant first.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// Bits not yet used in the last byte.
    free: u32,
}

impl Writer {
    fn bit(&mut self, bit: bool) {
        if self.free == 0 {
            self.bytes.push(0);
            self.free = 8;
        }
        self.free -= 1;
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << self.free;
        }
    }

    /// The lowest `width` bits.
    pub(super) fn bits(&mut self, value: u64, width: u32) {
        (0..width).rev().for_each(|place| self.bit(value >> place & 1 == 1));
    }

    /// Any number: how many bits it has, less one, in six bits; then the bits.
    pub(super) fn full(&mut self, value: u64) {
        let width = (u64::BITS - value.leading_zeros()).max(1);
        self.bits(u64::from(width - 1), 6);
        self.bits(value, width);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Reads what [`Writer`] wrote.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// In bits.
    position: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    fn bit(&mut self) -> Result<bool, TrackError> {
        let byte = self.bytes.get(self.position / 8).ok_or(TrackError::CutOff)?;
        let bit = byte >> (7 - self.position % 8) & 1 == 1;
        self.position += 1;
        Ok(bit)
    }

    pub(super) fn bits(&mut self, width: u32) -> Result<u64, TrackError> {
        (0..width).try_fold(0, |value, _| Ok(value << 1 | u64::from(self.bit()?)))
    }

    pub(super) fn full(&mut self) -> Result<u64, TrackError> {
        let width = self.bits(6)? as u32 + 1;
        self.bits(width)
    }

    /// Whether no whole byte is left.
    pub(super) fn at_end(&self) -> bool {
        self.position.div_ceil(8) == self.bytes.len()
    }
}

/// The Rice parameter of one kind of number, learnt alike by writer and reader.
pub(super) struct Rice {
    sum: u64,
    count: u64,
}

impl Rice {
    pub(super) fn new() -> Self {
        Self { sum: 4, count: 1 }
    }

    pub(super) fn write(&mut self, out: &mut Writer, value: u64) {
        let k = self.parameter();
        let upper = (value >> k).min(ESCAPE);
        (0..upper).for_each(|_| out.bit(true));
        if upper < ESCAPE {
            out.bit(false);
            out.bits(value, k);
        } else {
            out.full(value);
        }
        self.learn(value);
    }

    pub(super) fn read(&mut self, from: &mut Reader<'_>) -> Result<u64, TrackError> {
        let k = self.parameter();
        let mut upper = 0;
        while upper < ESCAPE && from.bit()? {
            upper += 1;
        }
        let value = if upper < ESCAPE { upper << k | from.bits(k)? } else { from.full()? };
        self.learn(value);
        Ok(value)
    }

    /// The least `k` with 2^k at or above the mean.
    fn parameter(&self) -> u32 {
        self.sum.div_ceil(self.count).next_power_of_two().ilog2()
    }

    /// Halving forgets: the last sixteen or so numbers decide. One outlier must not spoil many that follow.
    fn learn(&mut self, value: u64) {
        self.sum += value.min(1 << 20);
        self.count += 1;
        if self.count == 16 {
            self.sum /= 2;
            self.count /= 2;
        }
    }
}
