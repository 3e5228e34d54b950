internal import ArgumentParser
package import Record
package import Release

// ArgumentParser lists the values of these types in the help.

extension Depth: ExpressibleByArgument {}

extension UndecidedPolicy: ExpressibleByArgument {}

extension RollbackPolicy: ExpressibleByArgument {}

extension ScapSets: ExpressibleByArgument {}

extension ProgressMode: ExpressibleByArgument {}

extension LogForm: ExpressibleByArgument {}
