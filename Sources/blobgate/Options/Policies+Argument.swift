internal import ArgumentParser
package import Gate

extension UndecidedPolicy: ExpressibleByArgument {}

extension RollbackPolicy: ExpressibleByArgument {}
