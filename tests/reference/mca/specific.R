# Makes specific.json beside this script: Rscript specific.R (needs the packages FactoMineR and jsonlite).
# The tests read only the JSON file; R is not needed to run them.
suppressPackageStartupMessages({library(FactoMineR); library(jsonlite)})
axes <- 5

analysed <- function(data, passive, supplementary = integer(0)) {
  data[] <- Map(function(column, name) factor(paste(name, column, sep = "=")), data, names(data))
  left_out <- which(colnames(tab.disjonctif(data[, !names(data) %in% supplementary])) %in% passive)
  found <- MCA(data, ncp = axes, quali.sup = if (length(supplementary)) which(names(data) %in% supplementary), excl = left_out, graph = FALSE)
  frame <- function(part) list(rows = rownames(part), values = unname(as.matrix(part)))
  cases <- function(part) list(values = unname(as.matrix(part)))
  kept <- found$eig[found$eig[, 1] > 1e-12, ]
  parts <- list(passive = passive, eigenvalues = cases(kept[, 1:3]), modified_rates = kept[, 4],
    row_coordinates = cases(found$ind$coord), row_contributions = cases(found$ind$contrib), row_cos2 = cases(found$ind$cos2),
    category_coordinates = frame(found$var$coord), category_contributions = frame(found$var$contrib), category_cos2 = frame(found$var$cos2),
    category_vtests = frame(found$var$v.test), eta2_in_play = frame(found$var$eta2))
  if (length(supplementary)) parts <- c(parts, list(supplementary_coordinates = frame(found$quali.sup$coord), supplementary_cos2 = frame(found$quali.sup$cos2),
    supplementary_vtests = frame(found$quali.sup$v.test), eta2 = frame(found$quali.sup$eta2)))
  # the excluded categories again, as a supplementary copy of their variables
  copies <- unique(sub("=.*", "", passive))
  again <- MCA(cbind(data, setNames(data[copies], paste0(copies, "_again"))), ncp = axes, quali.sup = c(which(names(data) %in% supplementary), ncol(data) + seq_along(copies)), excl = left_out, graph = FALSE)
  name <- function(rows) sub("^.*_again_", "", rows)
  own <- function(part) { rownames(part) <- name(rownames(part)); frame(part[passive, , drop = FALSE]) }
  eta2 <- again$quali.sup$eta2[paste0(copies, "_again"), , drop = FALSE]; rownames(eta2) <- copies
  c(parts, list(passive_coordinates = own(again$quali.sup$coord), passive_cos2 = own(again$quali.sup$cos2), passive_vtests = own(again$quali.sup$v.test), eta2_whole = frame(eta2)))
}

data(tea); data(poison)
sick <- poison[, 3:15]
for (name in names(sick)) sick[[name]] <- as.character(sick[[name]])
write(toJSON(list(R = R.version.string, FactoMineR = as.character(packageVersion("FactoMineR")),
  tea = analysed(tea[, 1:18], c("How=other", "price=p_unknown", "price=p_variable", "Tea=green", "pub=pub", "where=tea shop")),
  poison = analysed(sick, c("Fish=Fish_n", "Courgette=Courg_n", "Fever=Fever_n", "Nausea=Nausea_y"), c("Sick", "Sex"))),
  auto_unbox = TRUE, digits = 13, matrix = "rowmajor"), "specific.json")
