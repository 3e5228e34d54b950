import Testing

@testable import Transfer

/// The number of transfers that fit into a limit of open files.
struct DescriptorBudgetTests {
    @Test(arguments: [9, 16, 32, 42]) func tooFewFiles(openFiles: Int) {
        #expect(DescriptorBudget(openFiles: openFiles, loops: 2) == nil)
    }

    @Test(arguments: [1, 2, 4, 8]) func theLeastLimitIsExact(loops: Int) {
        let least = DescriptorBudget.least(loops: loops)
        #expect(DescriptorBudget(openFiles: least - 1, loops: loops) == nil)
        #expect(DescriptorBudget(openFiles: least, loops: loops)?.transfersPerLoop == 1)
    }

    @Test(arguments: [(64, 3, 9), (256, 24, 72), (1024, 110, 330), (4096, 451, 1353)])
    func someTransfers(openFiles: Int, perLoop: Int, all: Int) throws {
        let budget = try #require(DescriptorBudget(openFiles: openFiles, loops: 2))
        #expect(budget.transfersPerLoop == perLoop)
        #expect(budget.transfers == all)
    }

    @Test func aHugeLimitIsNotUsedUp() throws {
        let budget = try #require(DescriptorBudget(openFiles: 1 << 30, loops: 2))
        #expect(budget.transfersPerLoop == DescriptorBudget.ample.transfersPerLoop)
    }
}
