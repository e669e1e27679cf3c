/*
 * Power spectra of a state: of the energy density and of the four-velocity, over shells of |k|, and what stands in the largest wave numbers: is the flow
 * resolved?
 *
 * Wave numbers are physical, 2 pi m/(L_i a_i), a_i at the time of the state. Shell s of `width` is around k = s width (spectral/spectrum.h); the mean belongs to none.
 * The sum of e[s] width is the mean square of e - <e>, that of u[s] width the mean of (u^i - <u^i>)(u^i - <u^i>).
 */
#ifndef ISH_SOLVER_SPECTRA_H
#define ISH_SOLVER_SPECTRA_H

struct ish_spectra {
	int shells;      /* 0 for a grid of one point */
	double width;    /* fm^-1 */
	const double *k; /* [shells] fm^-1 */
	const double *e; /* [shells] fm^-7 */
	const double *u; /* [shells] fm */
	/*
	 * The share of the fluctuation that modes with |m| > n/3 of an axis hold, for the axis where it is largest. 0 where the fluctuation is rounding: below 1e4
	 * roundings of <e>, or of 1 for u.
	 */
	double tail_e, tail_u;
	/* The same of both together, as a small wave has energy: (cs^2 |e_k|^2/w + w |u_k|^2)/2, w and cs^2 at <e>. */
	double tail;
};

#endif
