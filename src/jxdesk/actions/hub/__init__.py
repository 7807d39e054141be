"""The receiving service's errands: what a prefecture's server does with packages that come by wire, whatever speaks to it."""
