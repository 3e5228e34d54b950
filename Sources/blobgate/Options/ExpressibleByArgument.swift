internal import ArgumentParser
package import Record
package import Release

// The values of these are listed by the parser of the command line.

extension Depth: ExpressibleByArgument {}

extension UndecidedPolicy: ExpressibleByArgument {}

extension RollbackPolicy: ExpressibleByArgument {}

extension ScapSets: ExpressibleByArgument {}

extension ProgressMode: ExpressibleByArgument {}
