# Makes the JSON files beside this script: Rscript reference.R (needs the packages coin and jsonlite).
# The tests read only the JSON files; R is not needed to run them.
suppressPackageStartupMessages({library(jsonlite); library(coin)})
about <- list(R = R.version.string, coin = as.character(packageVersion("coin")))
save_as <- function(name, cases) write(toJSON(c(about, list(cases = cases)), auto_unbox = TRUE, digits = NA, matrix = "rowmajor"), paste0(name, ".json"))
ends <- function(x) ifelse(is.infinite(x), "inf", as.character(format(x, digits = 15)))

# Two by two: Fisher's exact test with the conditional odds ratio and its interval. R looks for the odds ratios with
# uniroot's tolerance of 1.2e-4, so that few of the digits it prints are sure; here R's own function has a finer one.
fine <- fisher.test
environment(fine) <- list2env(list(uniroot = function(...) stats::uniroot(..., tol = 1e-15)), parent = environment(fisher.test))
two <- list(
  tea = rbind(c(3, 1), c(1, 3)),            # Fisher 1935, The Design of Experiments, ch. 2: a lady tasting tea
  convictions = rbind(c(2, 10), c(15, 3)),  # Fisher 1962, convictions of like-sex twins, in R's help of fisher.test
  all_apart = rbind(c(5, 0), c(0, 6)), one_zero = rbind(c(4, 0), c(3, 4)), other_zero = rbind(c(0, 5), c(4, 2)),
  nothing = rbind(c(3, 3), c(3, 3)), unequal = rbind(c(1, 9), c(6, 2)), small = rbind(c(1, 0), c(2, 8)),
  poles = rbind(c(7, 4), c(2, 5)), one_case = rbind(c(0, 1), c(1, 1)), tied = rbind(c(2, 1), c(1, 2)), larger = rbind(c(10, 12), c(25, 3)))
save_as("fisher_two_by_two", lapply(two, function(t) {
  narrow <- fine(t, conf.level = 0.9); wide <- fine(t); printed <- fisher.test(t)
  list(table = t, p = wide$p.value, odds_ratio = ends(wide$estimate), low = ends(wide$conf.int[1]), high = ends(wide$conf.int[2]),
       low_90 = ends(narrow$conf.int[1]), high_90 = ends(narrow$conf.int[2]),
       printed = ends(printed$estimate), printed_low = ends(printed$conf.int[1]), printed_high = ends(printed$conf.int[2]))
}))

# Larger tables: Freeman & Halton's test
set.seed(6)
more <- list(
  job = matrix(c(1, 2, 1, 0, 3, 3, 6, 1, 10, 10, 14, 9, 6, 7, 12, 11), 4, 4),  # Agresti 2002, Categorical Data Analysis, p. 57, in R's help
  two_by_three = rbind(c(3, 0, 2), c(0, 4, 3)), three_by_two = rbind(c(5, 1), c(2, 4), c(0, 6)),
  three = rbind(c(3, 1, 0), c(1, 2, 2), c(0, 1, 4)), tied = rbind(c(1, 1, 1), c(1, 1, 1), c(1, 1, 1)), apart = diag(c(4, 3, 4)),
  four = rbind(c(3, 1, 2, 0), c(1, 1, 2, 0), c(0, 1, 0, 2), c(0, 1, 2, 1)))
for (i in 1:12) more[[paste0("drawn_", i)]] <- matrix(rmultinom(1, sample(9:18, 1), rep(1, 12)), 3, 4)
save_as("freeman_halton", lapply(more, function(t) list(table = t, p = fisher.test(t[rowSums(t) > 0, colSums(t) > 0], workspace = 2e7)$p.value)))

# Two groups of numbers without ties: the exact Wilcoxon test, Hodges and Lehmann's estimate and its exact interval
set.seed(7)
apart <- list(
  permeability = list(a = c(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46), b = c(1.15, 0.88, 0.90, 0.74, 1.21)))  # Hollander & Wolfe 1973, p. 69f
for (n in list(c(4, 4), c(3, 8), c(5, 6), c(9, 9), c(7, 11), c(4, 14))) apart[[paste(n, collapse = "_")]] <- list(a = round(rnorm(n[1], 0.7), 3), b = round(rnorm(n[2]), 3))
save_as("wilcoxon", lapply(apart, function(g) {
  stopifnot(!anyDuplicated(c(g$a, g$b)))
  found <- wilcox.test(g$a, g$b, exact = TRUE, conf.int = TRUE); narrow <- wilcox.test(g$a, g$b, exact = TRUE, conf.int = TRUE, conf.level = 0.9)
  list(a = g$a, b = g$b, statistic = unname(found$statistic), p = found$p.value, estimate = unname(found$estimate), low = found$conf.int[1], high = found$conf.int[2],
       low_90 = narrow$conf.int[1], high_90 = narrow$conf.int[2])
}))

# Two groups of numbers with ties: exact conditional tests of the package coin (ranks and means)
set.seed(8)
tied <- lapply(list(c(4, 4), c(3, 8), c(5, 6), c(9, 9), c(7, 11), c(4, 14), c(2, 9)), function(n) list(a = sample(0:6, n[1], TRUE) + 1, b = sample(0:6, n[2], TRUE)))
save_as("ties", lapply(tied, function(g) {
  d <- data.frame(y = c(g$a, g$b), g = factor(rep(c("a", "b"), c(length(g$a), length(g$b)))))
  list(a = g$a, b = g$b, rank_sum = pvalue(wilcox_test(y ~ g, d, distribution = "exact")), means = pvalue(oneway_test(y ~ g, d, distribution = "exact")))
}))

# Several groups: H with ties
set.seed(9)
several <- lapply(list(c(3, 4, 5), c(2, 2, 3, 4), c(6, 6, 6)), function(n) lapply(n, function(k) sample(0:9, k, TRUE)))
save_as("kruskal", lapply(several, function(g) list(groups = g, statistic = unname(kruskal.test(g)$statistic))))

# Corrections for several tests
set.seed(10)
p <- list(c(0.01, 0.04, 0.03), c(0.001, 0.001, 0.5, 1), round(runif(9), 4), c(0.02), c(0.05, 0.05, 0.05, 0.01))
save_as("corrections", lapply(p, function(x) list(p = I(x), holm = I(p.adjust(x, "holm")), bh = I(p.adjust(x, "BH")))))
