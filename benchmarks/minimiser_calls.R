# The same for R QCA: Rscript minimiser_calls.R TABLE.csv SECONDS [all] prints seconds of computing, terms of a model and models as JSON.
suppressPackageStartupMessages(library(QCA))
given <- commandArgs(trailingOnly = TRUE)
setTimeLimit(cpu = as.numeric(given[2]))
rows <- read.csv(given[1])
table <- truthTable(rows, outcome = "Y", incl.cut = 1)
took <- system.time(found <- minimize(table, include = "?"))[["user.self"]]
models <- if (length(given) > 2) sprintf('"%s"', format(length(found$solution), big.mark = ",")) else '""'
cat(sprintf("[%f, %d, %s, true]\n", took, length(found$solution[[1]]), models))
