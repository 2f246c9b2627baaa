//! The logarithm of the gamma function, to ten digits: what probabilities of urns are made of.

/// `ln Γ(x)` for `x` above 0: Stirling's series above 10, the recurrence below.
pub(super) fn ln_gamma(x: f64) -> f64 {
    let (mut x, mut product) = (x.max(f64::MIN_POSITIVE), 1.0);
    while x < 10.0 {
        product *= x;
        x += 1.0;
    }
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series = inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0)));
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - product.ln()
}

/// `ln (Γ(x + n) / Γ(x))`.
pub(super) fn ln_rising(x: f64, n: f64) -> f64 {
    if n > 0.0 { ln_gamma(x + n) - ln_gamma(x) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factorials_and_the_half_come_out() {
        let mut factorial = 1.0_f64;
        for n in 1..30_u32 {
            let x = f64::from(n);
            assert!((ln_gamma(x) - factorial.ln()).abs() < 1e-9, "{n}");
            factorial *= x;
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
        assert!((ln_rising(0.25, 3.0) - (0.25_f64 * 1.25 * 2.25).ln()).abs() < 1e-9);
    }
}
