/*
 * Stands in the place of workspace/real.h where tests/work/count.cpp compiles the sweeps in C++: ISH_REAL is a number that
 * keeps how it was made instead of a value, so that operations can be counted afterwards.
 *
 * Numbers are nodes of a graph without twins: the same operation on the same numbers is the same node, as it is to a
 * compiler. A number is a constant, an invariant (the same for all cells: parameters) or varies from cell to cell.
 * Constants are folded and products with 1 dropped, as IEEE arithmetic allows (products with 0 and sums with 0 stay); what
 * is made of constants and invariants alone is an invariant, which no cell computes.
 */
#ifndef ISH_WORKSPACE_REAL_H
#define ISH_WORKSPACE_REAL_H

#include <float.h>
#include <math.h>

#include <type_traits>

namespace counting {

int constant(double value);
int varying();
void use(int node);
/* Whole numbers vary too: where they are made of a loop's index. */
extern bool whole_numbers_vary;
int operation(char op, int a, int b);
bool compare(int a, int b);

struct number {
	int node;

	number() = default;
	template <typename T, typename = typename std::enable_if<std::is_arithmetic<T>::value || std::is_enum<T>::value>::type>
	number(T value) : node(std::is_integral<T>::value && whole_numbers_vary ? varying() : constant((double)value))
	{
	}
	/* For parameters that are prepared in double; no sweep does it. */
	explicit operator double() const
	{
		return 0.0;
	}
	/* An index that is made of it. */
	explicit operator int() const
	{
		use(node);
		return 0;
	}
};

inline number made(int node)
{
	number x;
	x.node = node;
	return x;
}

inline number operator+(number a, number b) { return made(operation('+', a.node, b.node)); }
inline number operator-(number a, number b) { return made(operation('-', a.node, b.node)); }
inline number operator*(number a, number b) { return made(operation('*', a.node, b.node)); }
inline number operator/(number a, number b) { return made(operation('/', a.node, b.node)); }
inline number operator-(number a) { return made(operation('n', a.node, a.node)); }
inline number &operator+=(number &a, number b) { return a = a + b; }
inline number &operator-=(number &a, number b) { return a = a - b; }
inline number &operator*=(number &a, number b) { return a = a * b; }
inline bool operator<(number a, number b) { return compare(a.node, b.node); }
inline bool operator>(number a, number b) { return compare(a.node, b.node); }
inline bool operator<=(number a, number b) { return compare(a.node, b.node); }
inline bool operator>=(number a, number b) { return compare(a.node, b.node); }
inline bool operator==(number a, number b) { return compare(a.node, b.node); }
inline bool operator!=(number a, number b) { return compare(a.node, b.node); }
inline number square_root(number a) { return made(operation('r', a.node, a.node)); }
inline number magnitude(number a) { return made(operation('m', a.node, a.node)); }
inline number exponential(number a) { return made(operation('e', a.node, a.node)); }
inline number logarithm(number a) { return made(operation('l', a.node, a.node)); }

inline number sqrt(number a) { return square_root(a); }
inline number fmax(number a, number b) { return a < b ? b : a; }

} // namespace counting

#define ISH_REAL counting::number
#define ISH_R(name) name##_counting
#define ISH_REAL_EPSILON counting::number(DBL_EPSILON)
#define ISH_REAL_MIN counting::number(DBL_MIN)
#define ISH_REAL_NAME "counting"
#define ISH_SQRT(x) counting::square_root(x)
#define ISH_FABS(x) counting::magnitude(x)
/* Those of physics/elementary.h, which is not read: */
#define ISH_PHYSICS_ELEMENTARY_H
#define ISH_EXP(x) counting::exponential(x)
#define ISH_LOG(x) counting::logarithm(x)

#endif
