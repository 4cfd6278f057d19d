global using Xunit;

// Scenarios against simulated bookmakers mostly wait; they may do so while others work.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
